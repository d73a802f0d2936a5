import { readmeSpec } from '@careloom/testing'
import { published } from './adapters/bus/published.ts'

readmeSpec(import.meta.dirname, [published])
