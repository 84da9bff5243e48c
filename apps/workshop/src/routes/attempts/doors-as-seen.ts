/** Where a tool finds the doors: a server bound to every address is reached at the one that the page came from. */
import type { DoorAddress } from '../../stations/messages.ts'

export function doorsAsSeen(doors: readonly DoorAddress[], hostHeader: string | undefined): DoorAddress[] {
  return doors.map((door) => (isEveryAddress(door.host) ? { ...door, host: nameOf(hostHeader) ?? door.host } : door))
}

const isEveryAddress = (host: string) => host === '0.0.0.0' || host === '::'

function nameOf(hostHeader: string | undefined): string | undefined {
  const url = hostHeader === undefined ? null : URL.parse(`http://${hostHeader}`)
  return url?.hostname.replace(/^\[|\]$/g, '') || undefined
}
