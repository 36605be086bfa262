using System.Globalization;

namespace RedisAi.CrashHost;

/// <summary>What becomes of a model in each step, after the tensors of the step: it is stored anew, and in each fifth step deleted.</summary>
internal static class CrashModel
{
    private const string Key = "model";

    /// <summary>The number of the model that is there after a step; -1 for none.</summary>
    public static long After(long step) => step < 0 || step % 5 == 4 ? -1 : step;

    public static Task WriteAsync(IRedisAi ai, long step) => After(step) < 0
        ? ai.Models.DeleteAsync(Key)
        : ai.Models.StoreAsync(
            Key,
            ModelSource.FromBytes(CrashBackend.Model(step, (int)(step * 104_729 % 300_000))),
            new ModelOptions { Tag = step.ToString(CultureInfo.InvariantCulture), WarmUp = false });

    /// <summary>The number of the model that is there; -1 when none is.</summary>
    /// <exception cref="InvalidDataException">It is torn.</exception>
    public static async Task<long> ReadAsync(RedisAiEngine ai)
    {
        foreach (RestoreFailure failure in await ai.RestoreAsync())
        {
            throw new InvalidDataException($"{failure.Item} is torn.", failure.Error);
        }

        return ai.Models.TryGet(Key, out _) ? long.Parse(ai.Models.GetInfo(Key).Tag, CultureInfo.InvariantCulture) : -1;
    }
}
