using RedisAi.Registry;
using RedisAi.Server.Commands;

namespace RedisAi.Server.Ai;

/// <summary>Keys of models and scripts, as the commands put and remove them.</summary>
internal static class VersionKeys
{
    /// <summary>Puts what was loaded under its key, unless that is something else: RedisAI looks only now.</summary>
    /// <param name="services">What the command works on.</param>
    /// <param name="key">The key.</param>
    /// <param name="type">What it becomes.</param>
    /// <param name="record">Notes what the client has sent.</param>
    /// <param name="put">Lets the new version serve.</param>
    public static void Put(AiServices services, string key, string type, Action record, Action put)
    {
        lock (services.Keys.Lock)
        {
            services.Keys.ThrowIfOther(key, type);
            record();
            services.Keys.Engine.Keep(key);
            put();
        }
    }

    /// <summary>AI.MODELDEL and AI.SCRIPTDEL.</summary>
    /// <param name="services">What the command works on.</param>
    /// <param name="call">The command.</param>
    /// <param name="find">Finds what serves under a key, or throws what is said where that is something else or nothing.</param>
    public static void Delete(AiServices services, CommandCall call, Func<string, ServedVersion> find)
    {
        Arity.Check(call.Arguments, 2, 2);
        string key = call.Arguments.Text(1);
        lock (services.Keys.Lock)
        {
            find(key);
            services.Keys.Remove(key);
        }

        call.Reply.Status("OK");
    }
}
