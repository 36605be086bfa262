using RedisAi.Importers.Skops;
using static RedisAi.Importers.Tests.Skops.SkopsText;

namespace RedisAi.Importers.Tests.Skops;

/// <summary>The nodes of a schema become data, whatever skops would have executed for them.</summary>
public sealed class SkopsReaderTests
{
    [Fact]
    public void Attributes_are_read_with_what_JSON_has_no_word_for()
    {
        using SkopsArchive archive = Open(Object("A", $"\"a\":{Json("NaN")},\"b\":{Json("-Infinity")},\"c\":{Json("2.0")},\"d\":{Json("7")},\"e\":{Json("\"text\"")},\"f\":{Json("true")},\"g\":{Json("null")}"));

        Assert.Equal("sklearn.made.A", archive.Root.Class);
        Assert.True(double.IsNaN(archive.Root.Number("a")));
        Assert.Equal(double.NegativeInfinity, archive.Root.Number("b"));
        Assert.Equal(2.0, archive.Root.Number("c"));
        Assert.Equal(7, archive.Root.Integer("d"));
        Assert.Equal("text", archive.Root.Text("e", ""));
        Assert.True(archive.Root.Flag("f", false));
        Assert.Null(archive.Root.Find("g"));
    }

    [Fact]
    public void A_number_that_comes_again_is_the_same_object()
    {
        string list = Node("ListNode", $"[{Json("1")}]", "list", more: ",\"__id__\":5");
        string again = Node("ListNode", "[]", "list", more: ",\"__id__\":5");
        using SkopsArchive archive = Open(Object("A", $"\"a\":{list},\"b\":{again}"));

        Assert.Same(archive.Root.Get("a"), archive.Root.Get("b"));
    }

    [Fact]
    public void An_object_within_itself_is_an_error_that_says_where()
    {
        string inner = Node("ListNode", "[]", "list", more: ",\"__id__\":5");
        string outer = Node("ListNode", $"[{Json("1")},{inner}]", "list", more: ",\"__id__\":5");

        ModelLoadException error = Assert.Throws<ModelLoadException>(() => Open(Object("A", $"\"a\":{outer}")));

        Assert.Equal("The node 'a[1]' of schema.json is the object 5, within which it stands.", error.Message);
    }

    [Fact]
    public void A_loader_that_is_not_known_is_named_with_the_path_of_its_node()
    {
        string odd = Node("EvalNode", "\"1+1\"", "thing", "some.where");

        ModelLoadException error = Assert.Throws<ModelLoadException>(() => Open(Object("A", $"\"a\":{Node("TupleNode", $"[{Json("1")},{odd}]", "tuple")}")));

        Assert.Equal("The node 'a[1]' of schema.json (some.where.thing) has the loader 'EvalNode', which is not known.", error.Message);
    }

    [Theory]
    [InlineData("RandomStateNode")]
    [InlineData("RandomGeneratorNode")]
    [InlineData("SparseMatrixNode")]
    [InlineData("PartialNode")]
    public void What_nobody_needs_is_passed_over_and_an_error_only_where_it_is_asked_for(string loader)
    {
        using SkopsArchive archive = Open(Object("A", $"\"r\":{Node(loader, "{}", "Thing", "made")}"));

        ModelLoadException error = Assert.Throws<ModelLoadException>(() => archive.Root.Array("r"));

        Assert.Equal($"'r' is made.Thing, a {loader}, which is not read; an array of numbers was expected.", error.Message);
    }

    [Fact]
    public void Dictionaries_slices_functions_and_arrays_of_objects_are_read()
    {
        string defaults = Node("DefaultDictNode", $"{{\"main\":{Node("DictNode", $"{{\"k\":{Json("1")}}}", "dict")}}}", "defaultdict", "collections");
        string shape = Node("TupleNode", $"[{Json("2")},{Json("2")}]", "tuple");
        string rows = $"[{Node("ListNode", $"[{Json("1")},{Json("2")}]", "list")},{Node("ListNode", $"[{Json("3")},{Json("null")}]", "list")}]";
        string array = Node("NdArrayNode", rows, "ndarray", "numpy", $",\"type\":\"json\",\"shape\":{shape}");
        string slice = Node("SliceNode", "{\"start\":1,\"stop\":null,\"step\":-2}", "slice");
        using SkopsArchive archive = Open(Object("A", $"\"d\":{defaults},\"o\":{array},\"s\":{slice},\"f\":{Node("FunctionNode", "\"log1p\"", "ufunc", "numpy")}"));

        Assert.Equal(1, archive.Root.Get("d").AsDictionary().Find("k")!.AsInt64());
        Assert.Equal([1, 2, 3], archive.Root.Get("o").AsList().Take(3).Select(static item => item.AsInt64()));
        Assert.Equal((1, null, -2), (Assert.IsType<SkopsSlice>(archive.Root.Get("s")).Start, ((SkopsSlice)archive.Root.Get("s")).Stop, ((SkopsSlice)archive.Root.Get("s")).Step));
        Assert.Equal("numpy.log1p", Assert.IsType<SkopsOpaque>(archive.Root.Get("f")).Name);
    }

    [Fact]
    public void A_string_of_numpy_is_a_string_also_in_an_array_of_objects()
    {
        (string text, (string Name, byte[] Bytes) entry) = NumpyText("3.npy", "zé");
        string array = Node("NdArrayNode", $"[{text},{Json("\"u\"")},{text}]", "ndarray", "numpy", $",\"type\":\"json\",\"shape\":{Node("TupleNode", $"[{Json("3")}]", "tuple")}");
        using SkopsArchive archive = Open(Object("A", $"\"a\":{array}"), entry);

        Assert.Equal(["zé", "u", "zé"], archive.Root.Get("a").AsList().Select(static item => Assert.IsType<SkopsScalar>(item).Value));
    }

    [Fact]
    public void A_string_of_numpy_longer_than_the_limit_is_refused()
    {
        (string text, (string Name, byte[] Bytes) entry) = NumpyText("3.npy", new string('a', 1 << 16));

        ModelLoadException error = Assert.Throws<ModelLoadException>(() => Open(Object("A", $"\"a\":{text}"), entry));

        Assert.Contains("3.npy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_array_of_objects_that_lacks_some_is_an_error()
    {
        string shape = Node("TupleNode", $"[{Json("3")}]", "tuple");
        string array = Node("NdArrayNode", $"[{Json("1")}]", "ndarray", "numpy", $",\"type\":\"json\",\"shape\":{shape}");

        ModelLoadException error = Assert.Throws<ModelLoadException>(() => Open(Object("A", $"\"a\":{array}")));

        Assert.Contains("'a' of schema.json is said to have the shape (3), and has 1 elements", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_of_one_list_many_times_do_not_grow_without_bound()
    {
        string list = Json("1");
        for (int i = 0; i < 60; i++)
        {
            string again = Node("ListNode", "[]", "list", more: $",\"__id__\":{i}");
            list = Node("ListNode", i == 0 ? $"[{list},{list}]" : $"[{list},{Node("ListNode", "[]", "list", more: $",\"__id__\":{i - 1}")}]", "list", more: again[again.LastIndexOf(',')..^1]);
        }

        string shape = Node("TupleNode", $"[{string.Join(',', Enumerable.Repeat(Json("2"), 61))}]", "tuple");
        string array = Node("NdArrayNode", $"[{list},{Node("ListNode", "[]", "list", more: ",\"__id__\":59")}]", "ndarray", "numpy", $",\"type\":\"json\",\"shape\":{shape}");

        ModelLoadException error = Assert.Throws<ModelLoadException>(() => Open(Object("A", $"\"a\":{array}")));

        Assert.Contains("is said to have the shape (2, 2, 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_deeper_than_the_limit_are_refused()
    {
        string list = Json("1");
        for (int i = 0; i < 126; i++)
        {
            list = Node("ListNode", $"[{list}]", "list");
        }

        ModelLoadException error = Assert.Throws<ModelLoadException>(() => Open(Object("A", $"\"a\":{list}")));

        Assert.Contains("deep", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "no __loader__")]
    [InlineData("{", "no JSON")]
    [InlineData("{\"__loader__\":\"ListNode\"}", "no content")]
    [InlineData("{\"__loader__\":\"ListNode\",\"content\":[3]}", "no __loader__")]
    [InlineData("{\"__loader__\":\"JsonNode\",\"content\":\"[1]\"}", "no single value")]
    [InlineData("{\"__loader__\":\"JsonNode\",\"content\":\"\\ud800\"}", "no text")]
    [InlineData("{\"__loader__\":\"NdArrayNode\",\"type\":\"numpy\",\"file\":\"9.npy\"}", "which the archive lacks")]
    [InlineData("{\"__loader__\":\"ListNode\",\"content\":[]}", "an object was expected")]
    public void A_damaged_schema_is_an_error_that_says_what_is_wrong(string schema, string reason)
    {
        ModelLoadException error = Assert.Throws<ModelLoadException>(() => Open(schema));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
