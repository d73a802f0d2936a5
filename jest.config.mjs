import { availableParallelism } from 'node:os'

// Tests run in bare Node (child processes, native ES modules, Node's own type stripping), as the product does: docs/adr/0001.
const node = {
  runner: 'jest-light-runner/child-process',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
  setupFiles: ['<rootDir>/scripts/jest/setup.mjs'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  haste: { enableSymlinks: false },
}

/** By what a test needs: nothing; files, databases and sockets; the whole product and a browser; real engines in containers. */
export default {
  reporters: ['<rootDir>/scripts/jest/reporter.mjs'],
  maxWorkers: Math.max(2, availableParallelism()),
  projects: [
    {
      ...node,
      displayName: 'unit',
      testMatch: ['**/*.spec.ts'],
      testPathIgnorePatterns: [
        ...node.testPathIgnorePatterns,
        '\\.(int|e2e|engine|alone)\\.spec\\.ts$',
      ],
      setupFiles: [...node.setupFiles, '<rootDir>/scripts/jest/unit.mjs'],
    },
    { ...node, displayName: 'int', testMatch: ['**/*.int.spec.ts'] },
    { ...node, displayName: 'e2e', testMatch: ['**/*.e2e.spec.ts'] },
    { ...node, displayName: 'engines', testMatch: ['**/*.engine.spec.ts'] },
    // On real engines too, and as much as a machine bears: after the others, one by one.
    { ...node, displayName: 'alone', testMatch: ['**/*.alone.spec.ts'] },
  ],
}
