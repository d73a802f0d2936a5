import { referralTopic, type PublishedReferralEvent } from '@careloom/proto/referrals'
import { toServiceRequest } from '../../domain/maps/service-request.ts'
import type { ReferralFacts } from '../../domain/maps/task.ts'
import { usCore, type ResourceOf } from '../../domain/resource.ts'
import {
  category,
  code,
  date,
  identifier,
  indexed,
  reference,
  status,
  subject,
  token,
} from '../../domain/search/parameter.ts'
import { made } from './module.ts'
import { aboutReferral, goes, requested } from './referral.ts'
import { createServiceRequest } from './service-request-create.ts'
import { updateServiceRequest } from './service-request-update.ts'

type ServiceRequest = ResourceOf<'ServiceRequest'>

/** The request: of what follows it only shows whether it is still wanted. */
export const serviceRequest = made<'ServiceRequest', PublishedReferralEvent, ReferralFacts>({
  type: 'ServiceRequest',
  class: 'referral',
  profile: usCore('servicerequest'),
  topic: referralTopic,
  on: {
    ReferralRequested: requested,
    ReferralDeclined: goes('declined'),
    ReferralCancelled: goes('cancelled'),
    ReferralCompleted: goes('completed'),
    ReferralReopened: goes('requested'),
  },
  about: aboutReferral,
  toFhir: toServiceRequest,
  search: [
    ...subject,
    indexed(status),
    identifier,
    code,
    category,
    token('priority', (r: ServiceRequest) => r.priority),
    indexed(date('authored', (r: ServiceRequest) => r.authoredOn)),
    indexed(reference('requester', (r: ServiceRequest) => r.requester)),
    indexed(reference('performer', (r: ServiceRequest) => r.performer)),
  ],
  includes: ['ServiceRequest:patient', 'ServiceRequest:performer'],
  create: createServiceRequest,
  conditionalCreate: true,
  update: updateServiceRequest,
})
