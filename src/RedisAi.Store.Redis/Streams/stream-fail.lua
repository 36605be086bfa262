-- uses: stream-rules
-- Counts a failure of a message. With the last one that it may have it goes to the dead letters with the reason, and its session goes on with the next.
-- KEYS: stream, dead letters, failures of the group's messages, one that never exists: while a slot is on its way to another node the position is not here, perhaps.
-- ARGV: group, consumer, id, which failure this is (as the consumer names it, so that one that is told twice counts once), how many it may have, the error's type, the reason, the
--   field that has the session, the tag that sessions get, what keys of positions begin with, how long failures and positions are kept (ms).
-- Returns: how many failures, -1 when it is not this consumer's any more, and whether it went to the dead letters.
local stream, letters, failures = KEYS[1], KEYS[2], KEYS[3]
local group, me, id = ARGV[1], ARGV[2], ARGV[3]
local pending = redis.call('XPENDING', stream, group, id, id, 1)
if #pending == 0 or pending[1][2] ~= me then return { -1, 0 } end

local count, told = 0, nil
local before = redis.call('HGET', failures, id)
if before then
  local number, name = string.match(before, '^(%d+) (.*)$')
  count, told = tonumber(number), name
end
if told ~= ARGV[4] then count = count + 1 end
redis.call('HSET', failures, id, count .. ' ' .. ARGV[4])
redis.call('PEXPIRE', failures, ARGV[11])
if count < tonumber(ARGV[5]) then return { count, 0 } end

local message = redis.call('XRANGE', stream, id, id)[1]
local letter = { 'XADD', letters, '*', 'reason', ARGV[7], 'error', ARGV[6], 'failures', count, 'source', id, 'stream', stream, 'group', group }
local key = nil
if message then
  key = place(message[2], ARGV[8], ARGV[9], ARGV[10])
  -- What Lua gives to a command at once is bounded.
  for i = 1, math.min(#message[2], 2000) do letter[#letter + 1] = message[2][i] end
end
redis.call(unpack(letter))
if key then
  redis.call('HSET', key, 'consumer', me, 'applied', id)
  redis.call('PEXPIRE', key, ARGV[11])
end
redis.call('HDEL', failures, id)
redis.call('XACK', stream, group, id)
return { count, 1 }
