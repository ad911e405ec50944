#!/bin/sh
# The command line inside of a container, for `docker exec`: the same program under the same flags, so that its compiled code counts.
exec node --disable-sigusr1 --max-semi-space-size=4 /opt/rockpool/gateway.cjs "$@"
