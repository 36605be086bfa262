-- uses: model-rules
-- Says how far the processes are with what is under a key.
-- KEYS: the line, the states, the processes, their addresses.
-- Returns the served revision, its items, the next revision, its items, the milliseconds that are left, and of each process that is alive its name, address and state.
local line = redis.call('HMGET', KEYS[1], 'served', 'servedItems', 'next', 'nextItems', 'deadline')
local now = model_time()
local reply = { line[1] or '0', line[2] or '', line[3] or '0', line[4] or '', line[5] and math.max(0, tonumber(line[5]) - now) or 0 }
for _, process in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], string.format('(%.0f', now), '+inf')) do
  reply[#reply + 1] = process
  reply[#reply + 1] = redis.call('HGET', KEYS[4], process) or ''
  reply[#reply + 1] = redis.call('HGET', KEYS[2], process) or ''
end
return reply
