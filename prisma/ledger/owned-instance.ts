/**
 * Of a row of `instances`: its account was not deleted. What arrives later, a payment that was under way or an operator's grant,
 * gives no computer back to nobody. To be asked behind a lock that the deletion takes too, the user's or the instance's, and
 * not in the statement that waits for it: that one reads accounts as they were before.
 */
export const isOwned = `exists (select from users where users.id = instances.user_id and users.deleted_at is null)`;
