-- Says how far a process is with a revision under a key, unless the key is gone.
-- KEYS: the line, the states. ARGV: the line's name, the channel, the process, what it says.
if redis.call('EXISTS', KEYS[1]) == 1 and redis.call('HGET', KEYS[2], ARGV[3]) ~= ARGV[4] then
  redis.call('HSET', KEYS[2], ARGV[3], ARGV[4])
  redis.call('PUBLISH', ARGV[2], ARGV[1])
end
return 1
