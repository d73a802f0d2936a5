import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { imageOf } from '@careloom/testing/engines'

const root = join(import.meta.dirname, '../..')

/** A container of the house, as Docker sees it. */
export type Container = {
  /** Of Compose: `gateway`. */
  readonly service: string
  /** `gateway-2` where there are several. */
  readonly name: string
  readonly state: 'created' | 'running' | 'restarting' | 'exited' | 'paused' | 'dead'
  readonly exitCode: number
  /** Nothing where nobody asks it. */
  readonly health: 'starting' | 'healthy' | 'unhealthy' | undefined
}

/** Compose, by whichever of its two names it is there. @throws Error that says how it is had */
export function compose() {
  const [command, ...first] = found()
  const args = [...first, '--project-name', 'careloom', '--file', join(root, 'deploy/compose.yaml')]
  const env = {
    ...process.env,
    CARELOOM_MONGO_IMAGE: process.env['CARELOOM_MONGO_IMAGE'] ?? imageOf('MongoDB'),
    CARELOOM_KAFKA_IMAGE: process.env['CARELOOM_KAFKA_IMAGE'] ?? imageOf('Kafka'),
    CARELOOM_KEYCLOAK_IMAGE: process.env['CARELOOM_KEYCLOAK_IMAGE'] ?? imageOf('Keycloak'),
  }
  /** What it says goes to the terminal; answers its exit code. */
  const run = (...more: readonly string[]) =>
    new Promise<number>((resolve) => {
      const child = spawn(command, [...args, ...more], { env, stdio: 'inherit' })
      child.once('exit', (code) => resolve(code ?? 1))
    })
  return { run }
}

function found(): readonly [string, ...string[]] {
  for (const words of [['docker', 'compose'], ['docker-compose']] as const) {
    const [command, ...args] = words
    if (spawnSync(command, [...args, 'version'], { stdio: 'ignore' }).status === 0) return words
  }
  throw new Error(
    'Docker Compose is not there: neither `docker compose` nor `docker-compose`. See https://docs.docker.com/compose/install/',
  )
}

const format = '{{json .}}'

/** Every container of the house, whatever its state. */
export function containers(): readonly Container[] {
  const ids = docker(
    'ps',
    '--all',
    '--quiet',
    '--filter',
    'label=com.docker.compose.project=careloom',
  )
  if (ids.length === 0) return []
  return docker('inspect', '--format', format, ...ids)
    .map(containerOf)
    .sort(byName)
}

type Inspected = {
  readonly Config: { readonly Labels: Readonly<Record<string, string>> }
  readonly State: {
    readonly Status: Container['state']
    readonly ExitCode: number
    readonly Health?: { readonly Status: NonNullable<Container['health']> | 'none' }
  }
}

function containerOf(line: string): Container {
  const { Config, State } = JSON.parse(line) as Inspected
  const service = Config.Labels['com.docker.compose.service'] ?? ''
  const health = State.Health?.Status
  return {
    service,
    name: `${service}-${Config.Labels['com.docker.compose.container-number'] ?? '1'}`,
    state: State.Status,
    exitCode: State.ExitCode,
    health: health === 'none' ? undefined : health,
  }
}

const byName = (a: Container, b: Container) => a.name.localeCompare(b.name)

/** Lines that Docker answers. @throws Error with what it says when it fails */
function docker(...args: readonly string[]): readonly string[] {
  const { status, stdout, stderr, error } = spawnSync('docker', args, { encoding: 'utf8' })
  if (error !== undefined) throw new Error('Docker is not there.')
  if (status !== 0) throw new Error(stderr.trim())
  return stdout.split('\n').filter((line) => line !== '')
}
