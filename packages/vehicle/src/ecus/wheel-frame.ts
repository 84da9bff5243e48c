/** The four wheels' speeds as the brake control unit sends them unasked: its frame in a DBC file, and what each signal is read from. */
import type { BroadcastSource } from './broadcast.ts'

export const WHEEL_FRAME_ID = 304

export const WHEEL_FRAME = `BO_ ${WHEEL_FRAME_ID} WheelSpeeds: 8 Brakes
 SG_ WheelFrontLeft : 0|16@1+ (0.05625,0) [0|3686.34375] "km/h" Vector__XXX
 SG_ WheelFrontRight : 16|16@1+ (0.05625,0) [0|3686.34375] "km/h" Vector__XXX
 SG_ WheelRearLeft : 32|16@1+ (0.05625,0) [0|3686.34375] "km/h" Vector__XXX
 SG_ WheelRearRight : 48|16@1+ (0.05625,0) [0|3686.34375] "km/h" Vector__XXX
`

type Wheels = { readonly brakes: { readonly wheelMps: Readonly<Float64Array> } }

const wheelKmh =
  (wheel: number): BroadcastSource<Wheels> =>
  ({ brakes }) =>
    3.6 * brakes.wheelMps[wheel]

export const WHEEL_SOURCES: Readonly<Record<string, BroadcastSource<Wheels>>> = {
  WheelFrontLeft: wheelKmh(0),
  WheelFrontRight: wheelKmh(1),
  WheelRearLeft: wheelKmh(2),
  WheelRearRight: wheelKmh(3),
}
