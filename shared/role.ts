/** Who a window or a program is to the core. */
export type Role = 'vendor' | 'customer' | 'bench' | 'backoffice';
export const roles = ['vendor', 'customer', 'bench', 'backoffice'] as const satisfies readonly Role[];
