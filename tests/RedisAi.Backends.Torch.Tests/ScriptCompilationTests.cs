using RedisAi.Testing;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>Scripts that are refused when they are stored, and what is said.</summary>
public sealed class ScriptCompilationTests
{
    [Fact]
    public async Task Error_of_the_compiler_comes_unchanged_with_its_line()
    {
        string message = await TorchScripts.RefusedAsync("def f(x):\n    y = x + 1\n    return z\n");

        Assert.Contains("undefined value z", message, StringComparison.Ordinal);
        Assert.Contains("line 3", message, StringComparison.Ordinal);
        Assert.Contains("<--- HERE", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_of_the_compiler_names_the_key_and_the_file_above_the_compilers_text()
    {
        using TemporaryFolder folder = new();
        string path = folder["images.py"];
        await File.WriteAllTextAsync(path, "def f(x):\n    return z\n");
        await using RedisAiEngine ai = TorchModels.Engine();

        ScriptCompilationException error = await Assert.ThrowsAsync<ScriptCompilationException>(() => ai.Scripts.StoreAsync("images", ScriptSource.FromFile(path)));

        Assert.StartsWith($"The script 'images' ({path}) does not compile:\nundefined value z", error.Message, StringComparison.Ordinal);
        Assert.Contains($"File \"{path}\", line 2", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("<string>", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# nothing\n", "no function")]
    [InlineData("return 1", "expected def")]
    [InlineData("def f(x:\n    return x", "expected")]
    [InlineData("def f(x):\n    return f(x)", "recursiv")]
    [InlineData("def f(x):\n    return x\ndef f(x):\n    return x", "already defined")]
    [InlineData("class A:\n    pass\n", "expected def")]
    [InlineData("import numpy as np\ndef f(x):\n    return x\n", "Line 1: 'import numpy as np' cannot be imported")]
    [InlineData("import os\n", "cannot be imported")]
    [InlineData("def f(x):\n    return torch.nothing_like_that(x)\n", "nothing_like_that")]
    [InlineData("def f(x):\n    return numpy.sum(x)\n", "undefined value numpy")]
    [InlineData("def f(x):\n    return torch.ops.prim.rpc_sync(\"worker\", \"function\", (x,), {})\n", "Unknown builtin op: prim::rpc_sync")]
    [InlineData("def f(x):\n    return rpc_async(\"worker\", \"function\", (x,), {})\n", "undefined value rpc_async")]
    [InlineData("def f(x):\n    x.save(\"file\")\n    return x\n", "has no attribute or method 'save'")]
    public async Task Bad_source_is_refused(string source, string expected) =>
        Assert.Contains(expected, await TorchScripts.RefusedAsync(source), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public async Task Source_that_would_exhaust_the_stack_is_refused_or_compiled_and_nothing_worse()
    {
        string brackets = $"def f(x):\n    return {new string('(', 5_000)}x{new string(')', 5_000)}\n";
        Assert.Contains("nests brackets", await TorchScripts.RefusedAsync(brackets), StringComparison.Ordinal);
        Assert.Contains("characters", await TorchScripts.RefusedAsync(new string('#', 2_000_000)), StringComparison.Ordinal);

        // Without brackets: the compiler recurses over chains of operators too.
        foreach (string chain in (string[])[string.Concat(Enumerable.Repeat("x + ", 20_000)) + "x", new string('-', 20_000) + "x", string.Concat(Enumerable.Repeat("not ", 20_000)) + "True"])
        {
            await using RedisAiEngine ai = TorchModels.Engine();
            Exception? error = await Record.ExceptionAsync(() => ai.Scripts.StoreAsync("s", ScriptSource.FromText($"def f(x):\n    return {chain}\n")));
            Assert.True(error is null or ScriptCompilationException, error?.ToString());
        }
    }

    [Theory]
    [InlineData("torch.save(x, \"file\")", "aten::save")]
    [InlineData("x = torch.from_file(\"/etc/hostname\", False, 1)", "aten::from_file")]
    [InlineData("torch.ops.aten.save(x, \"file\")", "aten::save")]
    [InlineData("x = torch.ops.aten.from_file(\"/etc/hostname\", False, 1)", "aten::from_file")]
    [InlineData("getattr(torch, \"save\")(x, \"file\")", "aten::save")]
    public async Task Operator_that_reaches_for_a_file_is_refused_wherever_it_is(string call, string name)
    {
        foreach (string body in (string[])
            [
                $"    {call}\n    return x\n",
                $"    if x.numel() > 5:\n        for i in range(3):\n            {call}\n    return x\n",
                $"    return x\n\ndef unused(x):\n    {call}\n    return x\n",
            ])
        {
            string message = await TorchScripts.RefusedAsync($"def f(x):\n{body}");

            Assert.Contains(name, message, StringComparison.Ordinal);
            Assert.Contains("unless file access is allowed", message, StringComparison.Ordinal);
            Assert.Contains("<--- HERE", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Operator_that_calls_other_processes_is_refused()
    {
        string message = await TorchScripts.RefusedAsync("""
            def f(x, group: __torch__.torch.classes.c10d.ProcessGroup, sum: __torch__.torch.classes.c10d.ReduceOp):
                torch.ops.c10d.allreduce_([x], group, sum, 1000)
                return x
            """);

        Assert.Contains("c10d::allreduce_", message, StringComparison.Ordinal);
        Assert.Contains("unless file access is allowed", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operator_that_reaches_for_a_file_runs_when_it_is_allowed()
    {
        using TemporaryFolder folder = new();
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync(
            "def f(x, keys: List[str], args: List[str]):\n    torch.save(x, args[0])\n    return x\n", new ScriptOptions { AllowFileAccess = true });
        using AiTensor x = TorchModels.Filled(1, 2);

        ai.Scripts["s"].Run("f", [x], args: [folder["x.pt"]]).Dispose();

        Assert.True(File.Exists(folder["x.pt"]));
    }

    [Fact]
    public async Task Load_of_a_file_does_not_exist_for_scripts() =>
        Assert.Contains("load", await TorchScripts.RefusedAsync("def f(x):\n    return torch.load(\"file\")\n"), StringComparison.Ordinal);

    [Fact]
    public async Task Entry_point_that_is_not_there_or_cannot_be_called_is_refused()
    {
        const string Source = "def f(x: Dict[str, Tensor]):\n    return x[\"a\"]\n";

        string absent = await TorchScripts.RefusedAsync(Source, new ScriptOptions { EntryPoints = { "g" } });
        string odd = await TorchScripts.RefusedAsync(Source, new ScriptOptions { EntryPoints = { "f" } });

        Assert.Contains("'g'", absent, StringComparison.Ordinal);
        Assert.Contains("Dict[str, Tensor]", odd, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Known_imports_and_a_missing_last_line_end_do_no_harm()
    {
        float[] result = await TorchScripts.RunAsync(
            "import torch\nimport math\nfrom typing import List, Dict\nfrom torch import Tensor\n\ndef f(x: Tensor):\n    return x + 1", "f", [1]);

        Assert.Equal([2], result);
    }

    [Theory]
    [InlineData("from typing import (\n    List,  # of tensors\n    Dict,\n)\n")]
    [InlineData("from typing import (List,\n  Dict)  # both\nimport torch # here\n")]
    [InlineData("from typing import List, \\\n    Dict\n")]
    [InlineData("from typing import(List)\n")]
    [InlineData("from __future__ import annotations\r\nfrom torch import Tensor\r\n")]
    public async Task Known_imports_may_go_over_several_lines(string imports)
    {
        float[] result = await TorchScripts.RunAsync($"{imports}\ndef f(x: Tensor):\n    return x + 1\n", "f", [1]);
        Assert.Equal([2], result);

        int line = imports.Count(static character => character == '\n') + 3;
        Assert.Contains($"line {line}", await TorchScripts.RefusedAsync($"{imports}\ndef f(x: Tensor):\n    return absent\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("    \"\"\"Reads what comes\nfrom the camera,\nimport os and all, # \\\"here\\\"\n\"\"\"\n")]
    [InlineData("    '''It's\nfrom \"\"\" here\n'''\n")]
    [InlineData("    # it's (\n    y = \"import os\"\n")]
    public async Task Import_within_a_string_is_none(string body)
    {
        float[] result = await TorchScripts.RunAsync($"def f(x):\n{body}    return x + 1\n", "f", [1]);

        Assert.Equal([2], result);
    }

    [Theory]
    [InlineData("from os import (\n    path,\n)\n", "Line 1: 'from os import (' cannot be imported")]
    [InlineData("# one\nfrom \\\n    os import path\n", "Line 2: 'from \\' cannot be imported")]
    [InlineData("'''\ntext\n'''\nimport os\n", "Line 4: 'import os' cannot be imported")]
    [InlineData("from typing import *\n", "cannot be imported")]
    [InlineData("import torch, os\n", "cannot be imported")]
    [InlineData("from typing import (List\n", "cannot be imported")]
    [InlineData("from torch import Tensor!\n", "Line 1: 'from torch import Tensor!' cannot be imported")]
    public async Task Unknown_import_is_refused_with_its_first_line(string source, string expected) =>
        Assert.Contains(expected, await TorchScripts.RefusedAsync($"{source}\ndef f(x):\n    return x\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("from torch import", "!")]
    [InlineData("from torch import (", ")!")]
    [InlineData("from typing import A", "!")]
    [InlineData("import ", "!")]
    [InlineData("import torch", "!")]
    [InlineData("from", "!")]
    public async Task Import_with_many_blanks_is_refused_as_quickly_as_any(string start, string end) =>
        Assert.Contains("cannot be imported", await TorchScripts.RefusedAsync($"{start}{new string(' ', 100_000)}{end}\ndef f(x):\n    return x\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("# one\f\n", 3)]
    [InlineData("# one\u0085\n", 3)]
    [InlineData("# one\u2028\u2029\n", 3)]
    [InlineData("# one\r", 3)]
    [InlineData("# one\r\n\r", 4)]
    public async Task Lines_end_where_Python_ends_them(string start, int line) =>
        Assert.Contains($"line {line}", await TorchScripts.RefusedAsync($"{start}def f(x):\n    return absent\n"), StringComparison.Ordinal);

    [Fact]
    public async Task Deep_indentation_is_noticed_whatever_ends_the_lines() =>
        Assert.Contains("indented further", await TorchScripts.RefusedAsync($"def f(x):\r{new string(' ', 300)}return x\r"), StringComparison.Ordinal);

    [Fact]
    public async Task Text_keeps_its_characters_that_end_lines_elsewhere()
    {
        const string Text = "a\u2028b\u2029c\u0085d";
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync($"def f():\n    return \"{Text}\"\n");

        using ScriptResult result = ai.Scripts["s"].Run("f", []);

        Assert.Equal(Text, result[0].AsStrings()[0]);
    }

    [Fact]
    public async Task Half_of_a_surrogate_pair_is_refused_with_its_line() =>
        Assert.Contains("Line 2: ", await TorchScripts.RefusedAsync("def f(x):\n    return \"\ud83d\"\n"), StringComparison.Ordinal);

    [Fact]
    public async Task Device_that_is_not_there_is_refused()
    {
        Assert.SkipWhen(Interop.RaitApi.HasCuda() != 0, "This machine has a GPU.");
        await using RedisAiEngine ai = TorchModels.Engine();

        await Assert.ThrowsAsync<BackendUnavailableException>(
            () => ai.Scripts.StoreAsync("s", ScriptSource.FromText("def f(x):\n    return x\n"), new ScriptOptions { Device = Device.Cuda(0) }));
    }

    [Fact]
    public async Task Compilation_that_takes_long_is_not_waited_for_once_it_is_cancelled()
    {
        // The compiler's time grows with the power of the depth; it cannot be stopped, and ends by itself after a second or so here.
        const int Depth = 10;
        string indices = string.Concat(Enumerable.Repeat("x[", Depth)) + "0" + new string(']', Depth);
        await using RedisAiEngine ai = TorchModels.Engine();
        long before = Interop.RaitApi.CountAlive();
        using CancellationTokenSource cancellation = new();
        Task<ScriptInfo> store = ai.Scripts.StoreAsync("s", ScriptSource.FromText($"def f(x):\n    return {indices}\n"), cancellationToken: cancellation.Token);
        await Eventually.HoldsAsync(() => Interop.RaitApi.CountAlive() > before, "the beginning of the compilation");

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store);

        Assert.InRange(Interop.RaitApi.CountAlive(), before + 1, long.MaxValue);
        Assert.False(ai.Scripts.TryGet("s", out _));
        await Eventually.HoldsAsync(() => Interop.RaitApi.CountAlive() == before, "the end of the compilation");
    }
}
