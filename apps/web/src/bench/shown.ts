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
    default:
      return true
  }
}
