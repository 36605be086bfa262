using RedisAi.Backends;
using RedisAi.Tensors;
using Xunit;

namespace RedisAi.Conformance;

/// <summary>Runs the model that adds, and checks its answer.</summary>
internal static class SumRun
{
    /// <summary>Runs the model on two tensors and returns its output, which the caller disposes.</summary>
    public static AiTensor Execute(IModelExecution execution, AiTensor left, AiTensor right)
    {
        TensorValue[] outputs = new TensorValue[1];
        execution.Execute([left.Borrow(), right.Borrow()], outputs);
        GC.KeepAlive(left);
        GC.KeepAlive(right);
        Assert.False(outputs[0].IsEmpty, "The backend has left its output empty.");
        return new AiTensor(outputs[0]);
    }

    public static void AssertIsSum(AiTensor left, AiTensor right, ReadOnlySpan<float> sum)
    {
        ReadOnlySpan<float> a = left.AsSpan<float>();
        ReadOnlySpan<float> b = right.AsSpan<float>();
        Assert.Equal(a.Length, sum.Length);
        for (int i = 0; i < sum.Length; i++)
        {
            Assert.Equal(a[i] + b[i], sum[i]);
        }
    }
}
