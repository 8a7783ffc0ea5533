/**
 * The life cycle that endpoint tokens and client credentials share. (CM, CCM)
 *
 *     Inactive ──first use──► Active ◄──reactivate/suspend──► Suspended          each ──revoke──► Revoked, which is final
 */

export type LifeCycleState = 'Inactive' | 'Active' | 'Suspended' | 'Revoked';

/** From which states a management call leads to each state. (Revoked from Inactive and Suspended is inferred) */
const TRANSITIONS: Readonly<Record<LifeCycleState, readonly LifeCycleState[]>> = {
  Inactive: [],
  Active: ['Suspended'],
  Suspended: ['Active'],
  Revoked: ['Inactive', 'Active', 'Suspended'],
};

/** Whether a management call may lead from one state to the other; first use is not a management call. */
export function mayBecome(from: LifeCycleState, to: LifeCycleState): boolean {
  return TRANSITIONS[to].includes(from);
}

/** Whether somebody may identify with it. */
export function isUsableState(state: LifeCycleState): boolean {
  return state === 'Inactive' || state === 'Active';
}
