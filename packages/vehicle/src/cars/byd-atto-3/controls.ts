/** Levers, buttons, pedals and the charging plug of this car: what a person moves, and when it does not move. */

import type { ChargingStation } from '../../charging-station/station.ts'
import type { DriverHabits } from '../../cycles/driver.ts'
import { highVoltageIn } from '../../harness/high-voltage.ts'
import type { Network } from '../../network/network.ts'
import type { Controls, HighVoltage } from '../../person.ts'
import type { Body } from './ecus/body.ts'
import type { Signals } from './ecus/signals.ts'
import { isMoving, type Physics } from './physics.ts'

const ON_THE_BUS = ['hv', 'motorController', 'dcdc', 'charger', 'ptc', 'compressor']

/** What a driver knows of this car. */
export const HABITS: DriverHabits = {
  fullAcceleratorMps2: 3.3,
  fullBrakeMps2: 9,
  coastMps2: 0.35,
  coastMps2PerMps: 0.002,
}

/** `signals` are those that the body tells: levers and buttons are wired to it. */
export function createControls(physics: Physics, signals: Signals, body: Body, station: ChargingStation): Controls {
  const { network } = physics
  const pilot = network.branch('inlet.plug.pilot')
  const proximity = network.branch('inlet.plug.proximity')
  const tracks = [
    hallTrack(network, 'pedal', '1', 1),
    hallTrack(network, 'pedal', '2', 0.5),
    hallTrack(network, 'brake', '', 1),
  ]

  const isAcIn = () => network.isClosed(proximity)
  function plugAc(isPlugged: boolean): void {
    network.setClosed(pilot, isPlugged)
    network.setClosed(proximity, isPlugged)
  }

  return {
    isMoving: () => isMoving(physics),
    isPowerOn: () => signals.isPowerOn,
    power(to) {
      if (to === 'on' && !body.isAwake()) return 'noSupply'
      if (to === 'off' && isMoving(physics)) return 'moving'
      signals.isPowerOn = to === 'on'
      if (to === 'off') signals.selector = 'P'
      return undefined
    },
    start() {
      if (!signals.isPowerOn) return 'powerIsOff'
      signals.startPresses++
      return undefined
    },
    select(to) {
      if (!signals.isPowerOn) return 'powerIsOff'
      if ((to === 'D' || to === 'R') && !signals.isReady) return 'notReady'
      const isTurning = to === 'D' && signals.selector === 'R'
      if ((to === 'P' || to === 'R' || isTurning) && isMoving(physics)) return 'moving'
      signals.selector = to
      return undefined
    },
    driving: {
      habits: HABITS,
      speedMps: () => Math.abs(signals.speedMps),
      isInDrive: () => signals.isReady && signals.selector === 'D',
    },
    pedals(accelerator, brake) {
      tracks[0](accelerator)
      tracks[1](accelerator)
      tracks[2](brake)
      physics.commands.brake = brake
      physics.commands.isParked = signals.selector === 'P'
    },
    charger: {
      plug(isPlugged, type) {
        if (isPlugged && (type === 'dc' ? isAcIn() : station.isPlugged())) return 'chargerPlugged' // One flap for both.
        if (!isPlugged || type === 'dc') station.plug(isPlugged)
        if (!isPlugged || type === 'ac') plugAc(isPlugged)
        return undefined
      },
      isPlugged: () => isAcIn() || station.isPlugged(),
    },
  }
}

export const highVoltageOf = ({ network }: Physics): HighVoltage => highVoltageIn(network, ON_THE_BUS)

/** A Hall sensor gives from 15 to 85 % of its supply, as of the step before; the second track half of it. */
function hallTrack(network: Network, part: string, number: string, share: number): (travel: number) => void {
  const supply = network.node(`${part}.supply${number}`)
  const ground = network.node(`${part}.ground${number}`)
  const wiper = network.branch(`${part}.wiper${number}`)
  return (travel) => {
    network.setVolts(wiper, share * network.voltsBetween(supply, ground) * (0.15 + 0.7 * travel))
  }
}
