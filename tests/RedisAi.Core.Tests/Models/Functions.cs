namespace RedisAi.Tests.Models;

/// <summary>Models written in C# that tests share.</summary>
internal static class Functions
{
    /// <summary>One input <c>x</c>, one output <c>y</c>: twice the input, both float32 of any one length.</summary>
    public static ModelSource Double { get; } = ModelSource.FromFunction(Vector, static inputs => [Map(inputs[0], static value => 2 * value)]);

    /// <summary>Inputs <c>a</c> and <c>b</c>, outputs <c>difference</c> and <c>product</c>.</summary>
    public static ModelSource TwoOutputs { get; } = ModelSource.FromFunction(
        new ModelSignature([Spec("a"), Spec("b")], [Spec("difference"), Spec("product")]),
        static inputs => [Zip(inputs[0], inputs[1], static (a, b) => a - b), Zip(inputs[0], inputs[1], static (a, b) => a * b)]);

    /// <summary><c>x</c> in, <c>y</c> out, both float32 of one axis.</summary>
    public static ModelSignature Vector => new([Spec("x")], [Spec("y")]);

    /// <summary>A model that answers with a number, whatever goes in.</summary>
    public static ModelSource Constant(float value) => ModelSource.FromFunction(Vector, _ => [AiTensor.Create<float>([1], [value])]);

    public static TensorSpec Spec(string name) => new(name, TensorDataType.Float32, new ShapePattern([-1]));

    public static AiTensor Vec(params ReadOnlySpan<float> values) => AiTensor.Create([values.Length], values);

    private static AiTensor Map(AiTensor x, Func<float, float> map) => AiTensor.Create<float>([x.ElementCount], [.. x.ToArray<float>().Select(map)]);

    private static AiTensor Zip(AiTensor a, AiTensor b, Func<float, float, float> zip) =>
        AiTensor.Create<float>([a.ElementCount], [.. a.ToArray<float>().Zip(b.ToArray<float>(), zip)]);
}
