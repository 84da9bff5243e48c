/**
 * The DBC file of this car: the frames that its control units send unasked. `broadcast.ts` sends what this file says, and
 * whoever listens can read it with the same file.
 *
 * All identifiers and layouts are our own: of this petrol car no public tool tells any. Bits of no signal are 0.
 */
export const BROADCAST_DBC = `VERSION "1"

NS_ :
	CM_
	BA_DEF_
	BA_
	VAL_
	BA_DEF_DEF_

BS_:

BU_: Engine Transmission Brakes Body

BO_ 272 EngineTorque: 8 Engine
 SG_ EngineSpeed : 0|16@1+ (0.25,0) [0|16383.75] "rpm" Transmission,Body
 SG_ EngineTorque : 16|16@1- (0.1,0) [-3276.8|3276.7] "Nm" Transmission
 SG_ DriverDemand : 32|16@1- (0.1,0) [-3276.8|3276.7] "Nm" Transmission
 SG_ Accelerator : 48|8@1+ (0.4,0) [0|100] "%" Transmission
 SG_ EngineCounter : 56|4@1+ (1,0) [0|15] "" Vector__XXX

BO_ 274 EngineState: 8 Engine
 SG_ CoolantTemperature : 0|8@1+ (1,-40) [-40|215] "degC" Body
 SG_ EngineRunning : 8|1@1+ (1,0) [0|1] "" Body,Transmission
 SG_ BrakePedal : 9|1@1+ (1,0) [0|1] "" Body,Transmission
 SG_ OilPressureLow : 10|1@1+ (1,0) [0|1] "" Body
 SG_ ChargeLow : 11|1@1+ (1,0) [0|1] "" Body
 SG_ LampBlinking : 12|1@1+ (1,0) [0|1] "" Body
 SG_ FuelUsed : 16|32@1+ (0.0001,0) [0|429496.7295] "l" Body

BO_ 288 GearState: 8 Transmission
 SG_ Gear : 0|4@1+ (1,0) [0|15] "" Engine,Body
 SG_ Selector : 4|3@1+ (1,0) [0|7] "" Body
 SG_ DrivelineClosed : 7|1@1+ (1,0) [0|1] "" Engine
 SG_ TorqueLimit : 8|16@1+ (0.1,0) [0|6553.5] "Nm" Engine
 SG_ TransmissionHot : 24|1@1+ (1,0) [0|1] "" Body
 SG_ TransmissionLimp : 25|1@1+ (1,0) [0|1] "" Body

BO_ 304 WheelSpeeds: 8 Brakes
 SG_ WheelFrontLeft : 0|16@1+ (0.05625,0) [0|3686.34375] "km/h" Vector__XXX
 SG_ WheelFrontRight : 16|16@1+ (0.05625,0) [0|3686.34375] "km/h" Vector__XXX
 SG_ WheelRearLeft : 32|16@1+ (0.05625,0) [0|3686.34375] "km/h" Vector__XXX
 SG_ WheelRearRight : 48|16@1+ (0.05625,0) [0|3686.34375] "km/h" Vector__XXX

BO_ 306 RoadSpeed: 8 Brakes
 SG_ Speed : 0|16@1+ (0.01,0) [0|655.35] "km/h" Engine,Transmission,Body
 SG_ BrakePressure : 16|16@1+ (1,0) [0|65535] "kPa" Engine
 SG_ BrakeWarning : 32|1@1+ (1,0) [0|1] "" Body

BO_ 784 BodyState: 8 Body
 SG_ Ignition : 0|1@1+ (1,0) [0|1] "" Engine,Transmission,Brakes
 SG_ StarterWanted : 1|1@1+ (1,0) [0|1] "" Engine
 SG_ AirConditioningWanted : 2|1@1+ (1,0) [0|1] "" Engine
 SG_ AmbientTemperature : 8|8@1+ (0.5,-40) [-40|87.5] "degC" Engine
 SG_ FuelLevel : 16|8@1+ (0.5,0) [0|127.5] "%" Vector__XXX
 SG_ Odometer : 24|24@1+ (0.1,0) [0|1677721.5] "km" Vector__XXX

CM_ "Frames that a simulated car sends for training. Identifiers and layouts are our own.";
BA_DEF_ BO_ "GenMsgCycleTime" INT 0 10000;
BA_DEF_ "BusType" STRING ;
BA_DEF_DEF_ "GenMsgCycleTime" 0;
BA_DEF_DEF_ "BusType" "CAN";
BA_ "BusType" "CAN";
BA_ "GenMsgCycleTime" BO_ 272 20;
BA_ "GenMsgCycleTime" BO_ 274 100;
BA_ "GenMsgCycleTime" BO_ 288 50;
BA_ "GenMsgCycleTime" BO_ 304 50;
BA_ "GenMsgCycleTime" BO_ 306 50;
BA_ "GenMsgCycleTime" BO_ 784 200;
VAL_ 288 Gear 0 "neutral" 1 "first" 2 "second" 3 "third" 4 "fourth" 5 "fifth" 6 "sixth" 7 "seventh" 8 "reverse" ;
VAL_ 288 Selector 0 "P" 1 "R" 2 "N" 3 "D" ;
`
