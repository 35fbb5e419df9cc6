/** Placeholder until the steps land. @param {string} _root */
export async function setUp(_root) {}
