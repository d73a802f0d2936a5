import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'

// A unit test in this process would take it away (`unit.mjs`).
const write = writeFileSync

/** Says every file as it ends, every failure in full once more at the end, and counts in the last line. */
export default class Reporter {
  #failures = []
  #failed = []
  #ended = 0
  #started = performance.now()

  onRunStart({ numTotalTestSuites }) {
    this.total = numTotalTestSuites
  }

  onTestResult({ path, context }, result) {
    this.#ended += 1
    const failed = result.numFailingTests > 0 || result.testExecError
    if (failed) {
      this.#failures.push(textOf(result))
      this.#failed.push({ path, count: Math.max(1, result.numFailingTests) })
    }
    const seconds = (result.perfStats.runtime / 1000).toFixed(1)
    print(
      `${failed ? '✖' : '✔'} [${this.#ended}/${this.total}] ${context.config.displayName.name} ${relative(context.config.rootDir, path)} (${result.numPassingTests} passed${failed ? `, ${result.numFailingTests} failed` : ''}, ${seconds} s)`,
    )
    if (failed) print(textOf(result))
  }

  onRunComplete(_contexts, results) {
    if (this.#ended > 3) for (const failure of this.#failures) print(`\n${failure}`)
    const unread = results.numRuntimeErrorTestSuites
    const failed = results.numFailedTests + unread
    const skipped = results.numPendingTests
    print(
      `\n${results.numTotalTestSuites} files in ${Math.round((performance.now() - this.#started) / 1000)} s`,
    )
    const outcome = { passed: results.numPassedTests, failed, files: this.#failed }
    if (process.env.CARELOOM_OUTCOME) write(process.env.CARELOOM_OUTCOME, JSON.stringify(outcome))
    print(
      `${results.numPassedTests} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`,
    )
  }

  /** A run in which nothing ran has shown nothing. */
  getLastError() {
    return this.#ended === 0 ? new Error('No test matches.') : undefined
  }
}

function textOf(result) {
  return `${result.testFilePath}\n${result.failureMessage || (result.testExecError?.stack ?? result.testExecError?.message ?? '')}`
}

function print(line) {
  process.stdout.write(`${line}\n`)
}
