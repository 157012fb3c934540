/**
 * Does something with every index below `count`, a few at the same time.
 * @throws the first failure, once what had begun is over
 */
export async function eachOf(count: number, atOnce: number, act: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (next < count && !failed) {
      try {
        await act(next++);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(atOnce, count) }, lane));
  for (const result of lanes) if (result.status === 'rejected') throw result.reason;
}
