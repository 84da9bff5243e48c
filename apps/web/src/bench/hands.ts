/** What a trainee holds at the bench: both probes, a wire, the components in question; and which panel they turned to. */
import { createContext, useContext, useMemo, useState } from 'react'

export type PanelId = 'dash' | 'safety' | 'scan' | 'meter' | 'scope' | 'wiring' | 'repair' | 'cause'
export type Probe = 'red' | 'black'

/** Every panel that shows one of these shows the same: the diagram's marks are the meter's fields. */
export type Hands = {
  readonly red: string | null
  readonly black: string | null
  readonly putProbe: (probe: Probe, point: string | null) => void
  /** `wire.303`: the one that a clamp would go around. */
  readonly wire: string | null
  readonly takeWire: (wire: string | null) => void
  /** The component that is stated as the cause. */
  readonly suspected: string | null
  readonly suspect: (component: string | null) => void
  /** The component whose repairs are looked for. */
  readonly workpiece: string | null
  readonly workOn: (component: string | null) => void
  readonly panel: PanelId | undefined
  readonly turnTo: (panel: PanelId) => void
}

export function useEmptyHands(): Hands {
  const [red, setRed] = useState<string | null>(null)
  const [black, setBlack] = useState<string | null>(null)
  const [wire, takeWire] = useState<string | null>(null)
  const [suspected, suspect] = useState<string | null>(null)
  const [workpiece, workOn] = useState<string | null>(null)
  const [panel, turnTo] = useState<PanelId | undefined>(undefined)
  return useMemo(
    () => ({
      red,
      black,
      putProbe: (probe, point) => (probe === 'red' ? setRed : setBlack)(point),
      wire,
      takeWire,
      suspected,
      suspect,
      workpiece,
      workOn,
      panel,
      turnTo,
    }),
    [red, black, wire, suspected, workpiece, panel],
  )
}

export const HandsContext = createContext<Hands | undefined>(undefined)

export function useHands(): Hands {
  const hands = useContext(HandsContext)
  if (hands === undefined) throw new Error('useHands outside of a bench')
  return hands
}
