import { daysIn } from '@careloom/event-sourcing'
import { readmeSpec } from '@careloom/testing'
import { publishedConsents, publishedPeople } from './adapters/bus/published.ts'

readmeSpec(import.meta.dirname, [publishedConsents(daysIn('UTC')), publishedPeople])
