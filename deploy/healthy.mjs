// Asks whoever this container is there for, as a rule its own process, whether they can do their work; exit code 0 when all can.
const addresses = process.env.HEALTH_URL ?? 'http://127.0.0.1:9091/readyz'
const isWell = (address) =>
  fetch(address, { signal: AbortSignal.timeout(3_000) }).then(
    ({ ok }) => ok,
    () => false,
  )
const answers = await Promise.all(addresses.split(' ').map(isWell))
process.exit(answers.every(Boolean) ? 0 : 1)
