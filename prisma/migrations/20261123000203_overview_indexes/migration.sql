-- What the overview counts by time.
CREATE INDEX "entitlements_created_at_idx" ON "entitlements"("created_at");
CREATE INDEX "entitlements_expires_at_idx" ON "entitlements"("expires_at");
CREATE INDEX "purchases_paid_at_idx" ON "purchases"("paid_at");
CREATE INDEX "stripe_events_unprocessed_idx" ON "stripe_events"("received_at") WHERE "processed_at" IS NULL;
