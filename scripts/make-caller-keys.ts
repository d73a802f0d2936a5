import { keyHolders } from '../proto/src/callers.ts'
import { makeCallerKeys } from '../packages/rpc/src/grpc/caller-keys.ts'

// npm run make-caller-keys -- FOLDER [NAME …]: makes the keys by which services know who calls them, of every process of a house and
// everybody who calls in it, and of further callers by their names. What is there stays.
const [folder, ...more] = process.argv.slice(2)
if (folder === undefined || folder.startsWith('-')) {
  console.error('It takes a folder: npm run make-caller-keys -- FOLDER [NAME …]')
  process.exitCode = 2
} else {
  makeCallerKeys(folder, [...keyHolders, ...more])
  console.log(`The keys are in ${folder}.

Give each process the one that is its own (NAME.key.pem) and everybody the ones by which the others are known (*.pub.pem), and say
where they are with CARELOOM_CALLER_KEYS.`)
}
