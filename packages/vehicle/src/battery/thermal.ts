/**
 * Heat of a pack: cells to their neighbours and to the plate of their module, plates to a stream that passes them one
 * after the other, and the stream's own way: a closed loop with a heater and a chiller, or out of the cabin and away.
 *
 * Nodes are the cells (in the pack), one plate for each module and the loop's coolant; the stream itself holds no heat.
 * A stage of the stream takes what a heat exchanger of that size takes, by the fraction C G / (C + G) of the temperature
 * difference, C being the stream's heat flow for each kelvin: 0 while the pump or the fan stands still. So a stuck valve,
 * a dead pump and a blocked filter are only numbers here, and every joule is booked (tested).
 * Explicit; a second is a good step, ten are too many.
 */
import type { Pack } from './pack.ts'

export type CoolingDesign = {
  readonly plateJPerK: number
  /** Each plate to the stream in full flow, to its neighbours and to the air around the pack. */
  readonly streamWPerK: number
  readonly betweenWPerK: number
  readonly ambientWPerK: number
  /** The stream in full flow: mass flow times heat capacity. */
  readonly flowWPerK: number
  /** Coolant of a closed loop with hoses; 0 for air that comes from the cabin and does not come back. */
  readonly loopJPerK: number
  readonly loopAmbientWPerK: number
  /** Chiller: exchanger with its valve full open, and what its refrigerant boils at. */
  readonly chillerWPerK: number
  readonly evaporatorDegC: number
}

/** A liquid loop with chiller and heater of an electric car's size. Teaching values. */
export const LIQUID_COOLING: CoolingDesign = {
  plateJPerK: 2600,
  streamWPerK: 70,
  betweenWPerK: 2,
  ambientWPerK: 0.5,
  flowWPerK: 700, // 12 l of coolant a minute.
  loopJPerK: 24_000,
  loopAmbientWPerK: 4,
  chillerWPerK: 420,
  evaporatorDegC: 3,
}

/** A fan that draws the cabin's air through the channels of a hybrid's pack. Teaching values. */
export const AIR_COOLING: CoolingDesign = {
  plateJPerK: 120,
  streamWPerK: 9,
  betweenWPerK: 0.1,
  ambientWPerK: 0.4,
  flowWPerK: 75, // 62 l of air a second.
  loopJPerK: 0,
  loopAmbientWPerK: 0,
  chillerWPerK: 0,
  evaporatorDegC: 0,
}

/** What acts on the heat in one step; shares are 0 to 1. */
export type CoolingInput = {
  /** Pump or fan, after whatever blocks it. */
  flow: number
  chillerValve: number
  /** Cold that the refrigerant circuit can give at the moment. */
  refrigerantWMax: number
  heaterW: number
  ambientDegC: number
  /** Where an open stream comes from. */
  cabinDegC: number
}

export type PackThermal = {
  loopDegC: number
  /** The stream at its sensors: into the pack, out of it, out of the chiller. */
  inletDegC: number
  outletDegC: number
  chilledDegC: number
  chillerW: number
  /** Books since the start: into the heater's stream, out by the chiller, out to air and cabin. */
  heaterJ: number
  chillerJ: number
  awayJ: number
  step(input: CoolingInput, stepS: number): void
}

/** A trickle below this share of the full flow is none. */
const FLOW_LEAST = 0.01

export function createThermal(pack: Pack, design: CoolingDesign): PackThermal {
  const { moduleCount, plateDegC } = pack
  /** Scratch: heat flows of one step, so that every node moves by the temperatures of its beginning. */
  const plateW = new Float64Array(moduleCount)
  const cellW = new Float64Array(pack.cellCount)

  const thermal: PackThermal = {
    loopDegC: plateDegC[0],
    inletDegC: plateDegC[0],
    outletDegC: plateDegC[0],
    chilledDegC: plateDegC[0],
    chillerW: 0,
    heaterJ: 0,
    chillerJ: 0,
    awayJ: 0,
    step(input, stepS) {
      conductBetweenCells(pack, cellW, stepS)
      takeFromCells(pack, plateW, stepS)
      conductBetweenPlates(pack, design, plateW)
      thermal.awayJ += leakFromPlates(pack, design, plateW, input.ambientDegC) * stepS
      stream(thermal, pack, design, plateW, input, stepS)
      for (let m = 0; m < moduleCount; m++) plateDegC[m] += (plateW[m] / design.plateJPerK) * stepS
    },
  }
  return thermal
}

function conductBetweenCells(pack: Pack, cellW: Float64Array, stepS: number): void {
  const { tempDegC, firstCell, moduleCount, cellCount, design } = pack
  cellW.fill(0)
  for (let module = 0, i = 1; module < moduleCount; module++) {
    for (const end = firstCell[module + 1]; i < end; i++) {
      const wPerK = i === firstCell[module] ? design.moduleGapWPerK : design.neighbourWPerK
      const flowW = wPerK * (tempDegC[i - 1] - tempDegC[i])
      cellW[i - 1] -= flowW
      cellW[i] += flowW
    }
  }
  const perJoule = stepS / design.heatJPerK
  for (let i = 0; i < cellCount; i++) tempDegC[i] += cellW[i] * perJoule
}

/** The cells' steps were many since the last of this one: what they gave comes as its mean. */
function takeFromCells({ plateJ, moduleCount }: Pack, plateW: Float64Array, stepS: number): void {
  for (let m = 0; m < moduleCount; m++) plateW[m] = plateJ[m] / stepS
  plateJ.fill(0)
}

function conductBetweenPlates({ plateDegC, moduleCount }: Pack, design: CoolingDesign, plateW: Float64Array): void {
  for (let m = 1; m < moduleCount; m++) {
    const flowW = design.betweenWPerK * (plateDegC[m - 1] - plateDegC[m])
    plateW[m - 1] -= flowW
    plateW[m] += flowW
  }
}

function leakFromPlates(
  { plateDegC, moduleCount }: Pack,
  design: CoolingDesign,
  plateW: Float64Array,
  ambientDegC: number,
): number {
  let leakedW = 0
  for (let m = 0; m < moduleCount; m++) {
    const flowW = design.ambientWPerK * (plateDegC[m] - ambientDegC)
    plateW[m] -= flowW
    leakedW += flowW
  }
  return leakedW
}

/** Once round: from the loop, which the heater warms, or the cabin past the plates, through the chiller, back or away. */
function stream(
  thermal: PackThermal,
  pack: Pack,
  design: CoolingDesign,
  plateW: Float64Array,
  input: CoolingInput,
  stepS: number,
): void {
  const flowWPerK = input.flow < FLOW_LEAST ? 0 : design.flowWPerK * input.flow
  const isClosed = design.loopJPerK > 0
  const fromDegC = isClosed ? thermal.loopDegC : input.cabinDegC
  const heaterW = isClosed ? input.heaterW : 0
  thermal.inletDegC = fromDegC
  thermal.outletDegC = passPlates(pack, design, plateW, thermal.inletDegC, flowWPerK)
  thermal.chillerW = Math.min(
    exchange(design.chillerWPerK * input.chillerValve, flowWPerK) * (thermal.outletDegC - design.evaporatorDegC),
    input.refrigerantWMax,
  )
  if (thermal.chillerW < 0) thermal.chillerW = 0 // Refrigerant warmer than the coolant does not boil.
  thermal.chilledDegC = thermal.outletDegC - (flowWPerK > 0 ? thermal.chillerW / flowWPerK : 0)
  const gainW = flowWPerK * (thermal.chilledDegC - thermal.inletDegC)
  if (!isClosed) {
    thermal.awayJ += gainW * stepS
    return
  }
  const leakW = design.loopAmbientWPerK * (thermal.loopDegC - input.ambientDegC)
  thermal.loopDegC += ((gainW + heaterW - leakW) / design.loopJPerK) * stepS
  thermal.heaterJ += heaterW * stepS
  thermal.chillerJ += thermal.chillerW * stepS
  thermal.awayJ += leakW * stepS
}

/** The first module sees the coldest stream. A slower one also wets the plates worse: the exchange falls with the flow. */
function passPlates(
  { plateDegC, moduleCount }: Pack,
  design: CoolingDesign,
  plateW: Float64Array,
  inletDegC: number,
  flowWPerK: number,
): number {
  if (flowWPerK <= 0) return inletDegC
  const wPerK = exchange(design.streamWPerK, flowWPerK)
  let streamDegC = inletDegC
  for (let m = 0; m < moduleCount; m++) {
    const flowW = wPerK * (plateDegC[m] - streamDegC)
    plateW[m] -= flowW
    streamDegC += flowW / flowWPerK
  }
  return streamDegC
}

/** W/K of an exchanger of `wPerK` for a stream that carries `flowWPerK`: never more than either. */
function exchange(wPerK: number, flowWPerK: number): number {
  return wPerK <= 0 || flowWPerK <= 0 ? 0 : (wPerK * flowWPerK) / (wPerK + flowWPerK)
}
