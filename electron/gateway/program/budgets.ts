import type { Budget } from './dialer.ts';

function createBudget(uploadBytes: number, downloadBytes: number): Budget {
  let up = uploadBytes;
  let down = downloadBytes;
  return {
    takeUp(wanted) {
      const taken = Math.min(wanted, up);
      up -= taken;
      return taken;
    },
    takeDown(wanted) {
      const taken = Math.min(wanted, down);
      down -= taken;
      return taken;
    },
    leftUp: () => up,
    leftDown: () => down,
  };
}

/**
 * Caps, in bytes, on what is sent and received under each allowlist entry in one setup. The function it returns gives
 * the same budget each time for the same entry, so that all hosts and connections of an entry share it.
 */
export function createBudgets(caps: { uploadBytes: number; downloadBytes: number }): (entry: string) => Budget {
  const budgets = new Map<string, Budget>();
  return (entry) => {
    const budget = budgets.get(entry) ?? createBudget(caps.uploadBytes, caps.downloadBytes);
    budgets.set(entry, budget);
    return budget;
  };
}
