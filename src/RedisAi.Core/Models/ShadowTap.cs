using RedisAi.Batching;
using RedisAi.Tensors;

namespace RedisAi.Models;

/// <summary>Copies calls of one version to the version in its shadow.</summary>
internal sealed class ShadowTap(ModelVersion answering, ModelRoutes routes) : IRunTap
{
    private double _due;

    public bool IsOpen => routes.Traffic is { Shadow: { } shadow } && shadow != answering;

    public IRunCopy? TryCopy(ReadOnlySpan<TensorValue> inputs)
    {
        if (routes.Traffic is not { Shadow: { } shadow } traffic)
        {
            return null;
        }

        // Two runs that end at once may lose a step, which a share can bear.
        double due = _due + traffic.ShadowShare;
        _due = due % 1;
        if (due < 1)
        {
            return null;
        }

        if (answering.Queue.IsBacklogged || !shadow.Shadow.TryBegin())
        {
            shadow.Shadow.NoteDropped();
            return null;
        }

        return new ShadowCopy(answering, shadow, inputs);
    }
}
