/** The body control unit on its wires: button, thermistor and fuel sender; the ignition and the light relay. */
import type { BodyOutputs, BodyReadings, BodySensors } from '../ecus/body.ts'
import type { Physics } from '../physics.ts'

export function wireBody({ network, commands }: Physics): { sensors: BodySensors; outputs: BodyOutputs } {
  const node = (terminal: string) => network.node(`body.${terminal}`)
  const ground = node('ground')
  const at = { supply: node('supply'), button: node('startButton'), ambient: node('ambient'), fuel: node('fuelLevel') }
  const ignition = network.branch('body.ignitionDriver')
  const lights = network.branch('body.lightsDriver')
  const load = network.branch('body.load')
  const relays = { ignition: false, lights: false }
  const readings: BodyReadings = {
    supplyVolts: 0,
    startButtonVolts: 5,
    ambientVolts: 0,
    fuelVolts: 0,
    isAirConditioningSwitchOn: false,
    driveModeDial: 'normal',
  }
  return {
    sensors: {
      readings,
      senseSupply() {
        readings.supplyVolts = network.voltsBetween(at.supply, ground)
      },
      senseButtons() {
        readings.startButtonVolts = network.voltsBetween(at.button, ground)
        readings.isAirConditioningSwitchOn = commands.isAirConditioningWanted
        readings.driveModeDial = commands.driveMode
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
