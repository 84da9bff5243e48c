/** What is said of adapters and of the link to a real car, in the shown language. */
import { useLingui } from '@lingui/react/macro'
import type { AdapterKind, RealView } from '../api/adapters.ts'

export const KIND_NAMES: { readonly [kind in AdapterKind]: string } = {
  elm327: 'ELM327 / STN',
  slcan: 'SLCAN',
  doip: 'DoIP',
}

export function useLinkText(): (view: RealView) => string {
  const { t } = useLingui()
  return ({ status }) => {
    const texts = {
      waiting: t`waiting for the adapter`,
      connecting: t`connecting`,
      ready: t`connected to the car's adapter`,
      lost: t`no connection, trying again`,
    }
    return texts[status]
  }
}

/** Why there is no link, and what to look at. */
export function useFaultText(): (fault: string) => string {
  const { t } = useLingui()
  return (fault) => {
    switch (fault) {
      case 'unreachable':
        return t`Nobody answers at the adapter's address. Is the adapter plugged in, and on the same network?`
      case 'closed':
        return t`The adapter has ended the connection.`
      case 'silent':
        return t`The adapter does not answer. Is it powered, and is the speed of its port right?`
      case 'notAnAdapter':
      case 'notDoip':
        return t`Something else answers there than an adapter of this kind.`
      case 'restarted':
        return t`The adapter has started anew: its supply was gone for a moment.`
      case 'flooded':
        return t`The adapter says more than anybody asked for.`
      case 'refused':
        return t`The adapter refuses: somebody else may use it, or it asks for more than we can give.`
      default:
        return fault
    }
  }
}
