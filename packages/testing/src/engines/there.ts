import { getContainerRuntimeClient, ImageName } from 'testcontainers'
import { imageOf, images, type EngineName } from './images.ts'

/** What tests on real engines lack on this machine: a sentence for each, with what to do about it. */
export async function missingEngines(): Promise<readonly string[]> {
  const client = await getContainerRuntimeClient().catch(() => undefined)
  if (client === undefined)
    return ['no container engine answers: start Docker, or say where it is (DOCKER_HOST)']
  const lacking = await Promise.all(
    (Object.keys(images) as EngineName[]).map(async (engine) => {
      const name = ImageName.fromString(imageOf(engine))
      if (await client.image.exists(name)) return []
      const pulled = await client.image.pull(name).then(
        () => true,
        () => false,
      )
      return pulled
        ? []
        : `${engine}: the image ${imageOf(engine)} is not here and cannot be had; ${images[engine].variable} names another`
    }),
  )
  return lacking.flat()
}
