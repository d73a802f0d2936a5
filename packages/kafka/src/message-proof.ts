import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto'
import { CareloomError } from '@careloom/event-sourcing'
import type { Message } from './client.ts'

/** A message at the broker was sent by nobody of the house, or not as it lies there, or into another topic. */
export class MessageNotProven extends CareloomError {
  constructor(topic: string) {
    super('CL_MESSAGE_NOT_PROVEN', `${topic}: nobody of the house has sent this`)
  }
}

const header = 'proof'

/** The message with the proof that somebody who has the house's key sent it so, into this topic. */
export function proven(key: KeyObject, topic: string, message: Message): Message {
  const proof = macOf(key, topic, message).toString('base64url')
  return { ...message, headers: { ...message.headers, [header]: proof } }
}

/** @throws MessageNotProven */
export function refuseUnproven(key: KeyObject, topic: string, message: Message): void {
  const told = Buffer.from(message.headers[header] ?? '', 'base64url')
  const mac = macOf(key, topic, message)
  if (told.length !== mac.length || !timingSafeEqual(told, mac)) throw new MessageNotProven(topic)
}

/** Over everything of a message that is read. JSON holds no line break: where it ends and the body begins is never in doubt. */
function macOf(secret: KeyObject, topic: string, { key, headers, value }: Message): Buffer {
  const { after, through, envelope } = headers
  const told = JSON.stringify([topic, key, after, through, envelope])
  return createHmac('sha256', secret).update(`${told}\n`).update(value).digest()
}
