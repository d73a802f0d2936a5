import { hospitalUrl, productUrl } from '../../deploy/src/sandbox.ts'
import { howToBegin } from '../../embedded/src/world.ts'
import { buildImage } from '../image/build.ts'
import { compose, containers } from './compose.ts'
import { untilReady } from './ready.ts'
import { table } from './table.ts'

export type Told = {
  /** Of a service of Compose. */
  readonly name: string | undefined
  /** With everything that is stored. */
  readonly forget: boolean
}

const commands = { up, status, logs, down }
const usage = 'npm run cluster -- up | status | logs [NAME] | down [--forget]'

/** Does one command; answers the exit code. */
export async function cluster(command: string, told: Told): Promise<number> {
  if (!Object.hasOwn(commands, command)) {
    console.error(usage)
    return 2
  }
  try {
    return await commands[command as keyof typeof commands](told)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 1
  }
}

async function up(): Promise<number> {
  const { run } = compose()
  console.log('Careloom: building the image …')
  await buildImage({ tag: 'careloom:latest', base: 'debian:bookworm-slim' })
  console.log('Careloom: starting the containers …')
  const code = await run('up', '--detach', '--remove-orphans')
  if (code !== 0) return code
  const late = await untilReady((line) => console.log(`  ${line}`))
  if (late.length > 0) {
    console.error(`\nNot ready: ${late.join(', ')}. \`npm run cluster -- logs NAME\` says why.`)
    return 1
  }
  console.log(greeting)
  return 0
}

function status(): number {
  const all = containers()
  console.log(all.length === 0 ? 'Nothing is running. Start it: npm run cluster -- up' : table(all))
  return 0
}

function logs({ name }: Told): Promise<number> {
  return compose().run('logs', '--tail', '200', ...(name === undefined ? [] : [name]))
}

function down({ forget }: Told): Promise<number> {
  return compose().run('down', '--remove-orphans', ...(forget ? ['--volumes'] : []))
}

const greeting = `
Careloom is running, every service in containers of its own.

  Product            ${productUrl}
  Sandbox hospital   ${hospitalUrl}/ehr

${howToBegin}
  See what runs: npm run cluster -- status      End it: npm run cluster -- down
`
