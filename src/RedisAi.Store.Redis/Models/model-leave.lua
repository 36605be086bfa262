-- Forgets a process that ends.
-- KEYS: the processes, their addresses. ARGV: the process, the channel.
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('PUBLISH', ARGV[2], '')
return 1
