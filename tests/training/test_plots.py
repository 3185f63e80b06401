from training import plots


def test_the_curve_is_read_and_smoothed(tmp_path):
    path = tmp_path / "curve.csv"
    path.write_text("step,group,trained_s,loss,rate\n25,1,60,0.5,1e-4\n50,2,120,0.3,3e-4\n", encoding="utf-8")
    assert plots.read_curve(path) == ([1.0, 2.0], [0.5, 0.3], [1e-4, 3e-4])
    assert plots.smoothed([1.0, 9.0, 1.0], 3) == [5.0, 1.0, 5.0]
