namespace RedisAi.MLflow.Tests.Signatures;

/// <summary>Signatures of MLflow's against what models declare.</summary>
public sealed class SignatureComparisonTests
{
    private const string Unnamed = """[{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1,4]}}]""";
    private const string Named = """[{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1,4]},"name":"x"}]""";
    private const string Columns = """[{"type":"double","name":"age"},{"type":"long","name":"income"}]""";

    private static readonly TensorSpec s_x = Spec("X", TensorDataType.Float32, -1, 4);

    [Theory]
    [InlineData(Unnamed)]
    [InlineData("""[{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1,-1]}}]""")]
    [InlineData("""[{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1,4]},"name":"X"}]""")]
    [InlineData("""[{"type":"double","name":"a"},{"type":"double","name":"b"},{"type":"float","name":"c"},{"type":"integer","name":"d"}]""")]
    [InlineData("""[{"type":"double"},{"type":"double"},{"type":"double"},{"type":"double"}]""")]
    [InlineData(null)]
    public void Signature_that_means_the_same_fits(string? inputs) => Assert.Empty(MlflowSignature.Parse(inputs).CompareWith(new ModelSignature([s_x], [])));

    [Fact]
    public void Columns_fit_a_model_with_an_input_for_each()
    {
        ModelSignature model = new([Spec("age", TensorDataType.Float32, -1, 1), Spec("income", TensorDataType.Int64, -1)], []);

        Assert.Empty(MlflowSignature.Parse(Columns).CompareWith(model));
    }

    [Fact]
    public void Nothing_is_known_of_what_a_model_does_not_declare()
    {
        ModelSignature model = new([new TensorSpec("x", TensorDataType.Undefined, ShapePattern.Any)], []) { HasOpenOutputs = true };

        Assert.Empty(MlflowSignature.Parse(Named, Unnamed).CompareWith(model));
    }

    [Theory]
    [InlineData("""[{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1,5]}}]""", "The signature says '(no name) float32[-1,5]'; the model takes 'X Float32[-1,4]'.")]
    [InlineData("""[{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1]}}]""", "The signature says '(no name) float32[-1]'; the model takes 'X Float32[-1,4]'.")]
    [InlineData("""[{"type":"tensor","tensor-spec":{"dtype":"str","shape":[-1,4]}}]""", "The signature says '(no name) str[-1,4]'; the model takes 'X Float32[-1,4]'.")]
    [InlineData("""[{"type":"tensor","tensor-spec":{"dtype":"complex64","shape":[-1,4]}}]""", "is nothing that a tensor can hold")]
    [InlineData(Columns, "The signature has the columns 'age', 'income'; the model takes (X Float32[-1,4]), which has neither an input for each nor one for all of them.")]
    [InlineData("""[{"type":"string","name":"a"},{"type":"double","name":"b"}]""", "The signature has the inputs 'a', 'b'; the model has 'X'.")]
    [InlineData("""[{"type":"object","properties":{},"name":"a"}]""", "is nothing that a tensor can hold")]
    [InlineData("""[{"type":"datetime","name":"X"}]""", "The signature says 'X datetime'; the model takes 'X Float32[-1,4]'.")]
    [InlineData("""[{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1,4]},"name":"a"},{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1,4]},"name":"b"}]""", "The signature has the inputs 'a', 'b'; the model has 'X'.")]
    public void Signature_by_which_no_request_could_be_answered_is_fatal(string inputs, string sentence)
    {
        IReadOnlyList<SignatureProblem> problems = MlflowSignature.Parse(inputs).CompareWith(new ModelSignature([s_x], []));

        Assert.Contains(problems, problem => problem.IsFatal && problem.Message.Contains(sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void Names_that_differ_are_taken_by_their_order_and_told()
    {
        IReadOnlyList<SignatureProblem> problems = MlflowSignature.Parse(Named).CompareWith(new ModelSignature([s_x], []));

        SignatureProblem problem = Assert.Single(problems);
        Assert.Equal("The signature has the inputs 'x'; the model has 'X': they are taken in their order.", problem.Message);
        Assert.False(problem.IsFatal);
    }

    [Fact]
    public void Columns_whose_names_the_file_does_not_have_are_taken_by_their_order_and_told()
    {
        TensorSpec table = Spec("X", TensorDataType.Float32, -1, 2);

        SignatureProblem problem = Assert.Single(MlflowSignature.Parse(Columns).CompareWith(new ModelSignature([table with { ColumnNames = ["age", "city"] }], [])));
        Assert.Equal("The signature has the columns 'age', 'income'; the model's file names 'age', 'city': they are taken in their order.", problem.Message);
        Assert.False(problem.IsFatal);
        Assert.Empty(MlflowSignature.Parse(Columns).CompareWith(new ModelSignature([table with { ColumnNames = ["income", "age"] }], [])));
    }

    [Fact]
    public void Type_that_differs_is_converted_and_told()
    {
        SignatureProblem problem = Assert.Single(
            MlflowSignature.Parse("""[{"type":"tensor","tensor-spec":{"dtype":"float64","shape":[-1,4]}}]""").CompareWith(new ModelSignature([s_x], [])));

        Assert.Contains("numbers are read as those", problem.Message, StringComparison.Ordinal);
        Assert.False(problem.IsFatal);
    }

    [Fact]
    public void Input_that_the_signature_does_not_have_is_told_unless_it_is_optional_or_a_parameter()
    {
        ModelSignature model = new(
            [s_x, Spec("h", TensorDataType.Float32, -1), Spec("mask", TensorDataType.Float32, -1) with { IsOptional = true }, Spec("temperature", TensorDataType.Float32, 1)], []);

        SignatureProblem problem = Assert.Single(
            MlflowSignature.Parse("""[{"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1,4]},"name":"X"}]""", null, """[{"name":"temperature","type":"double","default":1}]""").CompareWith(model));

        Assert.StartsWith("The model takes 'h Float32[-1]', of which the signature says nothing", problem.Message, StringComparison.Ordinal);
        Assert.False(problem.IsFatal);
    }

    [Fact]
    public void Outputs_that_differ_are_told_and_never_fatal()
    {
        ModelSignature model = new([s_x], [Spec("label", TensorDataType.Int64, 1), Spec("score", TensorDataType.Float32, -1, 3)]);
        const string Outputs = """
            [{"type":"tensor","tensor-spec":{"dtype":"int64","shape":[-1]},"name":"label"},
             {"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1]},"name":"score"},
             {"type":"tensor","tensor-spec":{"dtype":"float32","shape":[-1]},"name":"other"}]
            """;

        IReadOnlyList<SignatureProblem> problems = MlflowSignature.Parse(null, Outputs).CompareWith(model);

        Assert.All(problems, static problem => Assert.False(problem.IsFatal));
        Assert.Equal(
            [
                "The signature says that the output is 'score float32[-1]'; the model gives 'score Float32[-1,3]'.",
                "The signature has the output 'other float32[-1]'; the model gives (label Int64[1], score Float32[-1,3]).",
            ],
            problems.Select(static problem => problem.Message));
    }

    private static TensorSpec Spec(string name, TensorDataType type, params ReadOnlySpan<long> shape) => new(name, type, new ShapePattern(shape));
}
