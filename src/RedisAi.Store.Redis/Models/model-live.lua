-- uses: model-rules
-- Says that a process is alive, and forgets those that have not been for long.
-- KEYS: the processes, their addresses. ARGV: the process, its address, milliseconds that it counts as alive from now on, milliseconds after which a dead one is forgotten.
local now = model_time()
redis.call('ZADD', KEYS[1], string.format('%.0f', now + tonumber(ARGV[3])), ARGV[1])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
for _, process in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - tonumber(ARGV[4])))) do
  redis.call('ZREM', KEYS[1], process)
  redis.call('HDEL', KEYS[2], process)
end
return 1
