import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { houseRealm } from '../embedded/src/realm.ts'

// npm run write-realm -- TO [--with-people]: writes the realm of a house as Keycloak imports it, with the people of the sandbox if
// they are asked for.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'with-people': { type: 'boolean', default: false } },
})
const [to, ...more] = positionals
if (to === undefined || more.length > 0) {
  console.error('It takes a file: npm run write-realm -- TO [--with-people]')
  process.exitCode = 2
} else {
  const text = JSON.stringify(houseRealm({ withPeople: values['with-people'] }), undefined, 2)
  const names = new Set([...text.matchAll(/\$\{(CARELOOM_\w+)\}/g)].map(([, name]) => name))
  writeFileSync(to, `${text}\n`)
  console.log(`The realm is in ${to}.

Set these in Keycloak's environment before it imports the file, or it takes their names for what they stand for:
${[...names].join(' ')}`)
}
