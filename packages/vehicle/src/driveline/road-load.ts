/**
 * What a transmission knows of the road: how much slower the wheels were than it had foreseen. A step later that is its
 * guess of drag, slope and brakes, so that a gear under a steady load does not creep.
 */

export type RoadLoad = {
  /** Where the wheels were foreseen to be at the end of the last step. */
  foreseenRadps: number
  /** What the road took from them, or gave, in that step. */
  roadRadps: number
}

/** More than this in a step is no road, but wheels that were set to another speed. */
const ROAD_RADPS_MAX = 1

export const createRoadLoad = (): RoadLoad => ({ foreseenRadps: 0, roadRadps: 0 })

export function feelRoad(road: RoadLoad, wheelRadps: number): void {
  const missedRadps = wheelRadps - road.foreseenRadps
  road.roadRadps = Math.abs(missedRadps + road.roadRadps) > ROAD_RADPS_MAX ? 0 : missedRadps + road.roadRadps
}
