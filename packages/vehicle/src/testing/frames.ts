/** A listener at a car's bus that reads what its units send unasked with the car's own DBC file, as a foreign tool does. */
import type { CanFrame } from '@luban/protocols/can/frame'
import { compileMessage } from '@luban/protocols/dbc/codec'
import { decodeDbc } from '@luban/protocols/dbc/decode'
import { assert } from '@luban/stdx'
import type { Car } from '../car.ts'
import { CARS } from '../index.ts'

export type Heard = {
  readonly frames: readonly { readonly frame: CanFrame; readonly sender: string }[]
  /** As last sent, by signal. */
  readonly values: Readonly<Record<string, number>>
}

export function runCar(car: Car, seconds: number): void {
  for (let i = 0; i < Math.round(100 * seconds); i++) car.step()
}

export function listenTo(car: Car, seconds: number): Heard {
  const { messages } = databaseOf(car)
  const frames: { frame: CanFrame; sender: string }[] = []
  let isListening = true
  car.bus.record((frame, sender) => {
    if (isListening) frames.push({ frame, sender })
  })
  runCar(car, seconds)
  isListening = false
  const values: Record<string, number> = {}
  for (const { frame } of frames) {
    const message = messages.find(({ id }) => id === frame.id)
    assert(message !== undefined, `${frame.id.toString(16)} is in the file`)
    const physical = new Float64Array(message.signals.length)
    compileMessage(message).decode(frame.data, physical)
    for (const [i, { name }] of message.signals.entries()) values[name] = physical[i]
  }
  return { frames, values }
}

export const sendersOf = ({ frames }: Heard): string[] => [...new Set(frames.map(({ sender }) => sender))].sort()

/** Every frame of the file, from its own unit, as often as the file says. `seconds`: how long was listened. */
export function assertAsTheFileSays(car: Car, { frames }: Heard, seconds: number): void {
  for (const { id, name, sender = '', attributes } of databaseOf(car).messages) {
    const own = frames.filter(({ frame }) => frame.id === id)
    const periodMs = Number(attributes.find((attribute) => attribute.name === 'GenMsgCycleTime')?.value)
    assert(own.length === (1000 * seconds) / periodMs, `${name}: ${own.length} in ${seconds} s, each ${periodMs} ms`)
    assert(
      own.every((one) => one.sender === sender.toLowerCase()),
      `${name} comes from ${sender} alone`,
    )
  }
}

const databaseOf = (car: Car) => decodeDbc(CARS[car.model.id].dbc ?? '').database
