/**
 * The guidance of one running station: it sees every record of the evidence when it is made, and tells how far its trainee
 * has come. What the world alone knows, that the car is isolated, it has put into the evidence, so that whoever reads that
 * comes to the same.
 */
import {
  createGuide,
  type DoorTraffic,
  type EvidenceOf,
  type EvidenceRecord,
  type Guide,
  type GuideProgress,
  type GuideStepId,
  type RecordTimes,
} from '@luban/lab'
import type { CanFrame } from '@luban/protocols/can/frame'
import { toHex } from '@luban/stdx'
import type { StationOrder } from './messages.ts'
import type { World } from './world.ts'

export type StationGuide = {
  see(record: EvidenceRecord, index: number): void
  seeFrame(times: RecordTimes, sent: { readonly sender: string; readonly frame: CanFrame }, index: number): void
  seeTraffic(times: RecordTimes, traffic: DoorTraffic, index: number): void
  /** After whatever may have connected or isolated the car. */
  lookAtIsolation(): void
  /** False: this attempt has no such step. */
  openHint(step: GuideStepId, by: string): boolean
  /** As it is now. */
  tell(): void
}

type Told = Omit<EvidenceOf<'guidance'>, 'tick' | 'stationMs' | 'wallMs'>

export type StationGuideParts = {
  readonly order: Pick<StationOrder, 'guide'>
  readonly world: Pick<World, 'model' | 'isIsolated'>
  /** Of a station that was made again: with what it had seen before. */
  readonly restored?: Guide | undefined
  record(told: Told): void
  tell(progress: GuideProgress): void
}

/** Undefined for an attempt without guidance. */
export function createStationGuide({ order, world, restored, ...host }: StationGuideParts): StationGuide | undefined {
  if (order.guide === undefined) return undefined
  const guide = restored ?? createGuide(order.guide, world.model.ecus)
  const isIsolatedNow = () => world.isIsolated?.() === true
  let wasIsolated = isIsolatedNow()

  function see(record: EvidenceRecord, index: number): void {
    if (guide.see(record, index)) host.tell(guide.progress)
  }

  return {
    see,
    seeFrame(times, { sender, frame }, index) {
      const { id, isExtended } = frame
      const record: EvidenceOf<'frame'> = {
        ...{ kind: 'frame', ...times, sender, id, isExtended },
        // Most frames are told by their sender and identifier alone: those are never written out.
        get data() {
          return toHex(frame.data)
        },
      }
      see(record, index)
    },
    seeTraffic(times, { data, ...traffic }, index) {
      see({ kind: 'doorTraffic', ...times, ...traffic, data: toHex(data) }, index)
    },
    lookAtIsolation() {
      const isIsolated = isIsolatedNow()
      if (isIsolated === wasIsolated) return
      wasIsolated = isIsolated
      host.record({ kind: 'guidance', event: isIsolated ? 'isolated' : 'reconnected' })
    },
    openHint(step, by) {
      const found = guide.progress.steps.find(({ id }) => id === step)
      if (found !== undefined && found.hint === null) host.record({ kind: 'guidance', event: 'hintOpened', by, step })
      return found !== undefined
    },
    tell: () => host.tell(guide.progress),
  }
}
