import { readmeSpec } from '@careloom/testing'

readmeSpec(import.meta.dirname)
