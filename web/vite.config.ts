import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { withoutJsonSchema } from './without-json-schema.ts'

/**
 * What three desks share comes in one file: on a slow line each file costs a round trip, and a browser asks for six at once.
 */
const shared = { name: 'shared', test: /@mantine|@tabler|web\/src\/pieces\//, minShareCount: 3 }
const output = { codeSplitting: { groups: [shared] } }

/** `--mode stories` builds the states of every screen for the browser tests, apart from the app. */
export default defineConfig(({ mode }) => ({
  plugins: [react(), withoutJsonSchema()],
  // Mantine writes two <style> tags; the gateway swaps this placeholder for a fresh nonce on every answer.
  html: { cspNonce: 'CSP-NONCE' },
  build: {
    manifest: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    ...(mode === 'stories'
      ? { outDir: 'test/dist', rolldownOptions: { input: 'stories.html' } }
      : { outDir: 'dist', rolldownOptions: { output } }),
    emptyOutDir: true,
  },
}))
