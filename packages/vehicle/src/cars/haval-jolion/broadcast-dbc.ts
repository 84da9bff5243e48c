/**
 * The DBC file of this car: the frames that its control units send unasked. `broadcast.ts` sends what this file says, and
 * whoever listens can read it with the same file.
 *
 * All identifiers and layouts are our own: of this petrol car no public tool tells any. Bits of no signal are 0.
 */
import { ownDbc } from '../../ecus/broadcast-dbc.ts'
import { WHEEL_FRAME, WHEEL_FRAME_ID } from '../../ecus/wheel-frame.ts'
import { ENGINE_FRAME_PERIODS_MS, engineFrames } from '../../engine-control/broadcast.ts'
import { SELECTORS } from './ecus/transmission-sensors.ts'

const GEARS = ['neutral', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'reverse'] as const

export const BROADCAST_DBC = ownDbc({
  units: ['Engine', 'Transmission', 'Brakes', 'Body'],
  frames: [
    ...engineFrames('Transmission'),
    `BO_ 288 GearState: 8 Transmission
 SG_ Gear : 0|4@1+ (1,0) [0|15] "" Engine,Body
 SG_ Selector : 4|3@1+ (1,0) [0|7] "" Body
 SG_ DrivelineClosed : 7|1@1+ (1,0) [0|1] "" Engine
 SG_ TorqueLimit : 8|16@1+ (0.1,0) [0|6553.5] "Nm" Engine
 SG_ TransmissionHot : 24|1@1+ (1,0) [0|1] "" Body
 SG_ TransmissionLimp : 25|1@1+ (1,0) [0|1] "" Body
`,
    WHEEL_FRAME,
    `BO_ 306 RoadSpeed: 8 Brakes
 SG_ Speed : 0|16@1+ (0.01,0) [0|655.35] "km/h" Engine,Transmission,Body
 SG_ BrakePressure : 16|16@1+ (1,0) [0|65535] "kPa" Engine
 SG_ BrakeWarning : 32|1@1+ (1,0) [0|1] "" Body
`,
    `BO_ 784 BodyState: 8 Body
 SG_ Ignition : 0|1@1+ (1,0) [0|1] "" Engine,Transmission,Brakes
 SG_ StarterWanted : 1|1@1+ (1,0) [0|1] "" Engine
 SG_ AirConditioningWanted : 2|1@1+ (1,0) [0|1] "" Engine
 SG_ AmbientTemperature : 8|8@1+ (0.5,-40) [-40|87.5] "degC" Engine
 SG_ FuelLevel : 16|8@1+ (0.5,0) [0|127.5] "%" Vector__XXX
 SG_ Odometer : 24|24@1+ (0.1,0) [0|1677721.5] "km" Vector__XXX
`,
  ],
  periodMs: { ...ENGINE_FRAME_PERIODS_MS, 288: 50, [WHEEL_FRAME_ID]: 50, 306: 50, 784: 200 },
  lists: [
    [288, 'Gear', GEARS],
    [288, 'Selector', SELECTORS],
  ],
})
