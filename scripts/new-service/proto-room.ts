import type { Names } from './names.ts'

/** What others see: from the root of the house. */
export function protoRoom({
  service,
  pkg,
  one,
  One,
  camel,
  snake,
  words,
}: Names): Readonly<Record<string, string>> {
  const folder = `proto/careloom/${pkg}/v1`
  return {
    [`${folder}/${snake}_events.proto`]: `syntax = "proto3";

package careloom.${pkg}.v1;

// Topic careloom.${service}.${one}.v1. Key: the stream. The CloudEvents type is the name of the message.

// A ${words} became known.
message ${One}Registered {
  string ${snake}_id = 1;
  string name = 2;
  string registered_at = 3;
}
`,
    [`${folder}/service.proto`]: `syntax = "proto3";

package careloom.${pkg}.v1;

import "careloom/common/v1/common.proto";

service ${One}Service {
  rpc Register${One}(Register${One}Request) returns (careloom.common.v1.Recorded);
  rpc Get${One}(Get${One}Request) returns (${One}View);
}

message Register${One}Request {
  string ${snake}_id = 1;
  string name = 2;
}

message Get${One}Request {
  string ${snake}_id = 1;
  int64 after_position = 2;
}

message ${One}View {
  string ${snake}_id = 1;
  string name = 2;
  int64 revision = 3;
}
`,
    [`proto/src/${service}.ts`]: `import type { Topic } from '@careloom/event-sourcing'
import type * as ${camel}Events from '../gen/careloom/${pkg}/v1/${snake}_events.ts'
import type { PublishedEvents } from './published.ts'

export * from '../gen/careloom/${pkg}/v1/service.ts'

export type Published${One}Event = PublishedEvents<typeof ${camel}Events>
export const ${camel}Topic: Topic<Published${One}Event> = 'careloom.${service}.${one}.v1'
`,
  }
}
