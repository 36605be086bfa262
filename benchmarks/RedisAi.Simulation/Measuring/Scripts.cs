namespace RedisAi.Simulation.Measuring;

/// <summary>What the store's scripts ask of Redis, command for command, without their ways out: a lease is a hash, the keys of a session's states are a set.</summary>
/// <remarks>The owner takes the part of the fence, which only the server knows. Two lines of Lua more or less make no difference that could be measured.</remarks>
internal static class Scripts
{
    /// <summary>Takes a lease that is free, over or one's own, and gives the states; else tells the owner. KEYS: lease, set.</summary>
    public const string Take = """
        local time = redis.call('TIME')
        local now, micros = time[1] * 1000 + math.floor(time[2] / 1000), time[1] * 1000000 + time[2]
        local lease = redis.call('HMGET', KEYS[1], 'owner', 'address', 'until', 'fence', 'last')
        if lease[1] and lease[1] ~= '' and lease[1] ~= ARGV[1] and tonumber(lease[3]) > now then
          redis.call('HSETNX', KEYS[1], 'wanted', ARGV[1])
          redis.call('PUBLISH', 'ai-owner:' .. lease[1], KEYS[1])
          return {0, lease[1], lease[2], tonumber(lease[3]) - now}
        end
        local fence = string.format('%.0f', math.max(micros, (tonumber(lease[4]) or 0) + 1, (tonumber(lease[5]) or 0) + 1))
        redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'address', ARGV[2], 'until', string.format('%.0f', now + ARGV[3]), 'fence', fence, 'last', fence,
          'fence1', lease[4] or '0', 'last1', lease[5] or '0')
        redis.call('HDEL', KEYS[1], 'wanted')
        redis.call('PEXPIRE', KEYS[1], ARGV[4])
        local reply = {1, fence}
        for _, key in ipairs(redis.call('SMEMBERS', KEYS[2])) do
          local record = redis.pcall('GET', key)
          reply[#reply + 1] = key
          reply[#reply + 1] = record
          reply[#reply + 1] = redis.call('PTTL', key)
          struct.unpack('<I4I4', record, 9)
        end
        return reply
        """;

    /// <summary>Prolongs leases. KEYS: the leases.</summary>
    public const string Renew = """
        local reply = {}
        for i, key in ipairs(KEYS) do
          local lease = redis.call('HMGET', key, 'fence', 'owner', 'address', 'wanted')
          if lease[2] ~= ARGV[1] then
            reply[i] = ''
          else
            local time = redis.call('TIME')
            redis.call('HSET', key, 'until', string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[2]))
            redis.call('PEXPIRE', key, ARGV[3])
            reply[i] = lease[4] and 2 or 1
          end
        end
        return reply
        """;

    /// <summary>Gives a lease up for which nobody waits. KEYS: lease.</summary>
    public const string Release = """
        local lease = redis.call('HMGET', KEYS[1], 'fence', 'last', 'owner', 'address', 'fence1', 'last1')
        if lease[3] ~= ARGV[1] then
          return 0
        end
        redis.call('HSET', KEYS[1], 'last', lease[2])
        redis.call('HGET', KEYS[1], 'wanted')
        redis.call('HSET', KEYS[1], 'owner', '', 'address', '', 'until', '0')
        redis.call('HDEL', KEYS[1], 'wanted')
        return 1
        """;

    /// <summary>Writes a state. KEYS: lease, set, state.</summary>
    public const string Write = """
        local lease = redis.call('HMGET', KEYS[1], 'fence', 'last', 'owner', 'address', 'fence1', 'last1')
        if lease[3] ~= ARGV[1] then
          return 0
        end
        redis.call('SET', KEYS[3], ARGV[2])
        redis.call('SADD', KEYS[2], KEYS[3])
        redis.call('PERSIST', KEYS[2])
        redis.call('HSET', KEYS[1], 'last', ARGV[3])
        return 1
        """;

    /// <summary>Reads messages for a consumer and notes whose sessions they are of. KEYS: stream, consumers.</summary>
    public const string Read = """
        local time = redis.call('TIME')
        redis.call('HSET', KEYS[2], 'until:' .. ARGV[1], time[1])
        redis.call('XPENDING', KEYS[1], 'workers')
        local new = redis.call('XREADGROUP', 'GROUP', 'workers', ARGV[1], 'COUNT', ARGV[2], 'STREAMS', KEYS[1], '>')
        for _, message in ipairs(new[1][2]) do
          local place = 'ai-place:' .. message[2][2]
          redis.call('HMGET', place, 'consumer', 'last', 'applied', 'at')
          redis.call('HSET', place, 'consumer', ARGV[1], 'last', message[1], 'at', time[1])
        end
        return new
        """;

    /// <summary>Ends one message: output, state, position and acknowledgement at once. KEYS: lease, set, position, stream, output, state.</summary>
    public const string Finish = """
        local lease = redis.call('HMGET', KEYS[1], 'fence', 'last', 'owner', 'address', 'fence1', 'last1')
        if lease[3] ~= ARGV[1] then
          return 0
        end
        redis.call('HMGET', KEYS[3], 'consumer', 'applied')
        redis.call('XADD', KEYS[5], '*', 'y', ARGV[4])
        redis.call('PTTL', KEYS[2])
        redis.call('SET', KEYS[6], ARGV[2])
        redis.call('SADD', KEYS[2], KEYS[6])
        redis.call('PERSIST', KEYS[2])
        redis.call('HSET', KEYS[3], 'consumer', ARGV[1], 'applied', ARGV[3])
        redis.call('PEXPIRE', KEYS[3], 600000)
        redis.call('HSET', KEYS[1], 'last', ARGV[3])
        local time = redis.call('TIME')
        redis.call('HSET', KEYS[1], 'until', string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000) + 600000))
        redis.call('PEXPIRE', KEYS[1], 6000000)
        redis.call('XACK', KEYS[4], 'workers', ARGV[3])
        return 1
        """;
}
