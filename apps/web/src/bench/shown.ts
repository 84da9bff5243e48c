/** Whether what a person sees at the car shows an action already: until then the next decision would rest on old news. */
import type { CarAction, CarView } from '../api/attempts.ts'

export function isShown(view: CarView, action: CarAction): boolean {
  const { safety } = view
  switch (action.kind) {
    case 'lockout':
    case 'gloves':
    case 'barrier':
      return safety[action.kind] === action.on
    case 'takeKeyAway':
    case 'bringKeyBack':
      return safety.keyAway === (action.kind === 'takeKeyAway')
    case 'battery12V':
      return safety.battery12VConnected === action.connected
    case 'serviceDisconnect':
      return safety.serviceDisconnectInserted === action.inserted
    case 'precaution':
      return safety.precautions.includes(action.precaution) === action.taken
    case 'power':
      return view.power === action.to
    case 'connector':
      return view.unplugged.includes(action.connector) !== action.plugged
    case 'hose':
      return view.pinched.includes(action.hose) === action.pinched
    case 'swap':
      return partnerOf(view.swapped ?? [], action.one) === (action.swapped ? action.other : undefined)
    default:
      return true
  }
}

export type Swapped = NonNullable<CarView['swapped']>

/** The component in whose place this one sits. */
export function partnerOf(swapped: Swapped, component: string): string | undefined {
  return swapped.find((pair) => pair.includes(component))?.find((id) => id !== component)
}
