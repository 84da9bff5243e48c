/** A body control unit with a start button on its wires: button, thermistor and fuel sender; the ignition and the light relay. */
import type { BodyOutputs, BodyReadings, BodySensors } from '../ecus/button-body.ts'
import type { Network } from '../network/network.ts'

type Around = { readonly network: Network; readonly commands: { readonly isAirConditioningWanted: boolean } }

/** `readings`: of its own, to be filled. */
export function wireButtonBody<Readings extends BodyReadings>(
  { network, commands }: Around,
  readings: Readings,
): { sensors: BodySensors<Readings>; outputs: BodyOutputs } {
  const node = (terminal: string) => network.node(`body.${terminal}`)
  const ground = node('ground')
  const at = { supply: node('supply'), button: node('startButton'), ambient: node('ambient'), fuel: node('fuelLevel') }
  const ignition = network.branch('body.ignitionDriver')
  const lights = network.branch('body.lightsDriver')
  const load = network.branch('body.load')
  const relays = { ignition: false, lights: false }
  return {
    sensors: {
      readings,
      senseSupply() {
        readings.supplyVolts = network.voltsBetween(at.supply, ground)
      },
      senseButtons() {
        readings.startButtonVolts = network.voltsBetween(at.button, ground)
        readings.isAirConditioningSwitchOn = commands.isAirConditioningWanted
      },
      senseSlowly() {
        readings.ambientVolts = network.voltsBetween(at.ambient, ground)
        readings.fuelVolts = network.voltsBetween(at.fuel, ground)
      },
    },
    outputs: {
      relays,
      apply() {
        network.setClosed(ignition, relays.ignition)
        network.setClosed(lights, relays.lights)
      },
      setOwnLoad: (isOn) => network.setClosed(load, isOn),
    },
  }
}
