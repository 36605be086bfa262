-- Notes that a consumer works on a message that may end its process, and on no other of that kind.
-- KEYS: deaths. ARGV: consumer, id.
-- Returns: how often a process has ended while that message was noted.
redis.call('HSET', KEYS[1], 'alone:' .. ARGV[1], ARGV[2])
return tonumber(redis.call('HGET', KEYS[1], 'blame:' .. ARGV[2]) or 0)
