import { readmeSpec } from '@careloom/testing'
import {
  publishedAssignments,
  publishedCaseloads,
  publishedCases,
} from './adapters/bus/published.ts'

readmeSpec(import.meta.dirname, [publishedAssignments, publishedCaseloads, publishedCases])
